// The inner loops of the trainer: gather texts, pool their vectors, the contrastive loss, and the optimiser.
// All matrices are row-major float32 with DIM columns (a multiple of 32) unless a comment says otherwise.
#include <math.h>
#include <stdint.h>
#include <string.h>
#include <stdlib.h>

typedef float lane __attribute__((vector_size(64), aligned(4)));
#define LANES (DIM / 16)

static inline uint32_t mix(uint64_t x) {
  x ^= x >> 33; x *= 0xff51afd7ed558ccdULL; x ^= x >> 33; x *= 0xc4ceb9fe1a85ec53ULL; x ^= x >> 33;
  return (uint32_t)x;
}

// gather makes bags of tokens. Text i is the token stream at its `parts` (pairs of start and end), cut at `longest` tokens. Equal tokens become one entry: the
// sum of position[place] times saturation[count]. A kind of token is left out of a text with chance `drop`. begin has n+1 entries, room for every
// token; the entries of text i are begin[i]..end[i].
void gather(int64_t n, int64_t parts_per_text, const int64_t *parts, const int32_t *stream, int64_t longest, const float *position,
            const float *saturation, float drop, uint64_t seed, int64_t vocabulary, const int64_t *begin, int64_t *end, int32_t *ids, float *weights) {
#pragma omp parallel
  {
    int32_t *slot = malloc(vocabulary * sizeof(int32_t));
    int32_t *stamp = malloc(vocabulary * sizeof(int32_t));
    uint16_t *count = malloc(vocabulary * sizeof(uint16_t));
    memset(stamp, 0xff, vocabulary * sizeof(int32_t));
#pragma omp for schedule(dynamic, 64)
    for (int64_t i = 0; i < n; i++) {
      int64_t out = begin[i], used = 0;
      for (int64_t p = 0; p < parts_per_text; p++) {
        const int64_t *part = parts + (i * parts_per_text + p) * 2;
        for (int64_t t = part[0]; t < part[1] && used < longest; t++, used++) {
          int32_t id = stream[t];
          if (stamp[id] == i) { if (slot[id] >= 0) { weights[slot[id]] += position[used]; count[id]++; } continue; }
          stamp[id] = (int32_t)i;
          float chance = mix(seed ^ ((uint64_t)i << 32 | (uint32_t)id)) * 0x1p-32f;
          if (chance < drop) { slot[id] = -1; continue; }
          slot[id] = (int32_t)out; ids[out] = id; weights[out] = position[used]; count[id] = 1; out++;
        }
      }
      end[i] = out;
      for (int64_t t = begin[i]; t < out; t++) weights[t] *= saturation[count[ids[t]] < 63 ? count[ids[t]] : 63];
    }
    free(slot); free(stamp); free(count);
  }
}

// pool: out[i] = sum of weight * table[id] over the bag of text i.
void pool(int64_t n, const int64_t *begin, const int64_t *end, const int32_t *ids, const float *weights, const float *table, float *out) {
#pragma omp parallel for schedule(dynamic, 64)
  for (int64_t i = 0; i < n; i++) {
    lane sum[LANES] = {0};
    for (int64_t t = begin[i]; t < end[i]; t++) {
      const lane *row = (const lane *)(table + (int64_t)ids[t] * DIM);
      float w = weights[t];
      if (t + 2 < end[i]) {
        const char *next = (const char *)(table + (int64_t)ids[t + 2] * DIM);
        for (int l = 0; l < LANES; l++) __builtin_prefetch(next + 64 * l);
      }
      for (int l = 0; l < LANES; l++) sum[l] += w * row[l];
    }
    memcpy(out + i * DIM, sum, sizeof sum);
  }
}

// damp lowers the weights of the tokens that say what most of the text says already: with p the weighted sum of the first `topical` columns, a token's
// weight is multiplied with exp(gate * (row . p) / (|row| |p|)), the product over those columns, |row| over all. lengths holds |row| of every row.
void damp(int64_t n, const int64_t *begin, const int64_t *end, const int32_t *ids, float *weights, const float *table, const float *lengths,
          int64_t topical, float gate) {
#pragma omp parallel for schedule(dynamic, 64)
  for (int64_t i = 0; i < n; i++) {
    float sum[DIM] = {0}, square = 0;
    for (int64_t t = begin[i]; t < end[i]; t++) {
      const float *row = table + (int64_t)ids[t] * DIM;
      for (int64_t k = 0; k < topical; k++) sum[k] += weights[t] * row[k];
    }
    for (int64_t k = 0; k < topical; k++) square += sum[k] * sum[k];
    float factor = gate / fmaxf(sqrtf(square), 1e-12f);
    for (int64_t t = begin[i]; t < end[i]; t++) {
      const float *row = table + (int64_t)ids[t] * DIM;
      float product = 0;
      for (int64_t k = 0; k < topical; k++) product += sum[k] * row[k];
      weights[t] *= expf(factor * product / fmaxf(lengths[ids[t]], 1e-12f));
    }
  }
}

// spread is pool backwards: grad[id] += weight * dout[i]. Every thread owns a range of columns, so no two write the same number.
void spread(int64_t n, const int64_t *begin, const int64_t *end, const int32_t *ids, const float *weights, const float *dout, float *grad,
            uint8_t *touched) {
#pragma omp parallel for schedule(static, 1)
  for (int half = 0; half < 2; half++) {
    for (int64_t i = 0; i < n; i++) {
      lane g[LANES / 2];
      memcpy(g, dout + i * DIM + half * (DIM / 2), sizeof g);
      for (int64_t t = begin[i]; t < end[i]; t++) {
        lane *row = (lane *)(grad + (int64_t)ids[t] * DIM + half * (DIM / 2));
        float w = weights[t];
        if (t + 3 < end[i]) {
          const char *next = (const char *)(grad + (int64_t)ids[t + 3] * DIM + half * (DIM / 2));
          for (int l = 0; l < LANES / 2; l++) __builtin_prefetch(next + 64 * l, 1);
        }
        for (int l = 0; l < LANES / 2; l++) row[l] += w * g[l];
        if (!half) touched[ids[t]] = 1;
      }
    }
  }
}

static inline float from_half(uint16_t h) { uint32_t u = (uint32_t)h << 16; float f; memcpy(&f, &u, 4); return f; }
static inline uint16_t to_half(float f) { uint32_t u; memcpy(&u, &f, 4); return (uint16_t)((u + 0x7fff + (u >> 16 & 1)) >> 16); }

// loss turns the cosines of n queries and n documents (bfloat16, n x n, the diagonal is right) into the gradient of the sum of both directions'
// cross-entropies with respect to scale * cosine, in place, and returns the mean loss. Cosines are at most 1, so exp(scale * (c - 1)) needs no maximum.
float loss(int64_t n, uint16_t *cosines, float scale, float *rows, float *columns) {
  memset(columns, 0, n * sizeof(float));
  double total = 0;
#pragma omp parallel reduction(+ : total)
  {
    float *mine = calloc(n, sizeof(float));
#pragma omp for schedule(static)
    for (int64_t i = 0; i < n; i++) {
      uint16_t *c = cosines + i * n;
      float sum = 0;
      for (int64_t j = 0; j < n; j++) { float e = expf(scale * (from_half(c[j]) - 1)); sum += e; mine[j] += e; }
      rows[i] = sum;
    }
#pragma omp critical
    for (int64_t j = 0; j < n; j++) columns[j] += mine[j];
    free(mine);
#pragma omp barrier
#pragma omp for schedule(static)
    for (int64_t i = 0; i < n; i++) {
      uint16_t *c = cosines + i * n;
      float right = scale * (from_half(c[i]) - 1), row = 1 / rows[i];
      total += logf(rows[i]) + logf(columns[i]) - 2 * right;
      float own = expf(right) * (row + 1 / columns[i]) - 2;
      for (int64_t j = 0; j < n; j++) c[j] = to_half(expf(scale * (from_half(c[j]) - 1)) * (row + 1 / columns[j]));
      c[i] = to_half(own);
    }
  }
  return (float)(total / (2 * n));
}

typedef struct { float rate, first, second, epsilon; int64_t step; } adam;

static inline void adam_row(float *value, float *mean, float *square, const float *grad, const adam *a, int64_t n) {
  float c1 = 1 / (1 - powf(a->first, a->step)), c2 = 1 / (1 - powf(a->second, a->step));
  float rate = a->rate * c1;
  for (int64_t k = 0; k < n; k++) {
    mean[k] = a->first * mean[k] + (1 - a->first) * grad[k];
    square[k] = a->second * square[k] + (1 - a->second) * grad[k] * grad[k];
    value[k] -= rate * mean[k] / (sqrtf(square[k] * c2) + a->epsilon);
  }
}

// compose: table[r] = exp(weight[r]) * (own[r] + sum of the shared rows named by r). share_* is the row -> shared list.
void compose(int64_t rows, const float *weight, const float *own, const float *shared, const int64_t *share_begin, const int32_t *share_ids,
             float *table) {
#pragma omp parallel for schedule(dynamic, 256)
  for (int64_t r = 0; r < rows; r++) {
    lane sum[LANES];
    memcpy(sum, own + r * DIM, sizeof sum);
    for (int64_t s = share_begin[r]; s < share_begin[r + 1]; s++) {
      const lane *row = (const lane *)(shared + (int64_t)share_ids[s] * DIM);
      for (int l = 0; l < LANES; l++) sum[l] += row[l];
    }
    float w = expf(weight[r]);
    for (int l = 0; l < LANES; l++) sum[l] *= w;
    memcpy(table + r * DIM, sum, sizeof sum);
  }
}

// update takes one lazy Adam step from the gradient of the composed table (only rows that the batch touched) and clears that gradient.
// member_* is the list shared -> rows, the other way round than in compose.
void update(int64_t rows, int64_t shares, const adam *a, float weight_rate, float *grad, uint8_t *touched, const float *table,
            float *weight, float *weight_mean, float *weight_square, float *own, float *own_mean, float *own_square, float *shared,
            float *shared_mean, float *shared_square, const int64_t *member_begin, const int32_t *member_ids) {
  adam scalar = *a;
  scalar.rate = weight_rate;
#pragma omp parallel for schedule(dynamic, 256)
  for (int64_t r = 0; r < rows; r++) {
    if (!touched[r]) continue;
    float *g = grad + r * DIM, w = expf(weight[r]), slope = 0;
    const float *u = table + r * DIM;
    for (int k = 0; k < DIM; k++) { slope += g[k] * u[k]; g[k] *= w; }
    adam_row(weight + r, weight_mean + r, weight_square + r, &slope, &scalar, 1);
    adam_row(own + r * DIM, own_mean + r * DIM, own_square + r * DIM, g, a, DIM);
  }
#pragma omp parallel for schedule(dynamic, 64)
  for (int64_t s = 0; s < shares; s++) {
    lane sum[LANES] = {0};
    int any = 0;
    for (int64_t m = member_begin[s]; m < member_begin[s + 1]; m++) {
      if (!touched[member_ids[m]]) continue;
      any = 1;
      const lane *row = (const lane *)(grad + (int64_t)member_ids[m] * DIM);
      for (int l = 0; l < LANES; l++) sum[l] += row[l];
    }
    if (any) adam_row(shared + s * DIM, shared_mean + s * DIM, shared_square + s * DIM, (float *)sum, a, DIM);
  }
#pragma omp parallel for schedule(dynamic, 256)
  for (int64_t r = 0; r < rows; r++)
    if (touched[r]) memset(grad + r * DIM, 0, DIM * sizeof(float));
}
