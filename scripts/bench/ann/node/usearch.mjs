// github.com/unum-cloud/usearch, the prebuilt binding.
import usearchModule from "usearch";

export function usearch(config) {
  const make = (expansion_search) =>
    new usearchModule.Index({
      dimensions: config.dim,
      metric: config.metric,
      quantization: config.quantization,
      connectivity: config.m,
      expansion_add: config.efConstruction,
      expansion_search,
      multi: false,
    });
  let index = make(64);
  let expansion = 64;
  return {
    prepare(values, apart) {
      if (!apart) return values;
      const each = [];
      for (let i = 0; i < values.length; i += config.dim) each.push(values.slice(i, i + config.dim));
      return each;
    },
    add(from, values) {
      const keys = BigUint64Array.from({ length: values.length / config.dim }, (_, i) => BigInt(from + i));
      index.add(keys, values, 1);
    },
    save: (file) => index.save(file),
    open(file, ef) {
      index = make(ef);
      index.load(file);
      expansion = ef;
    },
    // The binding takes the expansion when an index is made, only: it is opened again.
    ef(ef, file) {
      if (ef === expansion) return;
      index = undefined;
      globalThis.gc?.();
      this.open(file, ef);
    },
    search: (query, k) => index.search(query, k, 1).keys,
  };
}
