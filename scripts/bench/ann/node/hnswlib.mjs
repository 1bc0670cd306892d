// github.com/nmslib/hnswlib in the binding hnswlib-node, which takes plain arrays.
import hnswlibModule from "hnswlib-node";

export function hnswlib(config) {
  const { HierarchicalNSW } = hnswlibModule;
  let index;
  return {
    prepare(values) {
      const each = [];
      for (let i = 0; i < values.length; i += config.dim) each.push(Array.from(values.subarray(i, i + config.dim)));
      return each;
    },
    add(from, vectors) {
      if (index === undefined) {
        index = new HierarchicalNSW(config.metric, config.dim);
        index.initIndex(config.rows, config.m, config.efConstruction, 100);
      }
      vectors.forEach((v, i) => index.addPoint(v, from + i));
    },
    save: (file) => index.writeIndexSync(file),
    open(file, ef) {
      index = new HierarchicalNSW(config.metric, config.dim);
      index.readIndexSync(file);
      index.setEf(ef);
    },
    ef: (ef) => index.setEf(ef),
    search: (query, k) => index.searchKnn(query, k).neighbors,
  };
}
