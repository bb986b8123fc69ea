#include "kernels.h"

#include <math.h>
#include <string.h>

#pragma clang fp contract(off)
#pragma STDC FP_CONTRACT OFF

// The same source for every instruction set; the loader picks the widest the machine has.
#if defined(__x86_64__) && defined(__linux__)
#define WIDEST __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define WIDEST
#endif

#if defined(__x86_64__) && defined(__linux__)
#define COUNTING __attribute__((target_clones("popcnt", "default")))
#else
#define COUNTING
#endif

typedef float lanes __attribute__((vector_size(64), aligned(4)));
typedef int32_t int_lanes __attribute__((vector_size(64), aligned(4)));
typedef int8_t byte_lanes __attribute__((vector_size(16), aligned(1)));

WIDEST void kefu_add_scaled(int n, float a, const float *x, float *y) {
  for (int i = 0; i < n; i += 16) *(lanes *)(y + i) += a * *(const lanes *)(x + i);
}

WIDEST float kefu_dot(int n, const float *x, const float *y) {
  lanes sum = {0};
  for (int i = 0; i < n; i += 16) sum += *(const lanes *)(x + i) * *(const lanes *)(y + i);
  for (int width = 8; width > 0; width /= 2)
    for (int i = 0; i < width; i++) sum[i] += sum[i + width];
  return sum[0];
}

WIDEST void kefu_sum_rows(int n, int count, const int32_t *indices, const float *values,
                          const float *rows, const float *bias, float *out) {
  memcpy(out, bias, (size_t)n * sizeof(float));
  for (int k = 0; k < count; k++) {
    const float *row = rows + (int64_t)indices[k] * n;
    float a = values[k];
    for (int i = 0; i < n; i += 16) *(lanes *)(out + i) += a * *(const lanes *)(row + i);
  }
}

WIDEST void kefu_sum_byte_rows(int n, int count, const int32_t *indices, const float *values,
                               const int8_t *rows, const float *scales, const float *bias,
                               float *out) {
  memcpy(out, bias, (size_t)n * sizeof(float));
  for (int k = 0; k < count; k++) {
    const int8_t *row = rows + (int64_t)indices[k] * n;
    float a = values[k] * scales[indices[k]];
    for (int i = 0; i < n; i += 16)
      *(lanes *)(out + i) += a * __builtin_convertvector(*(const byte_lanes *)(row + i), lanes);
  }
}

WIDEST void kefu_adam(int n, float *weights, float *mean, float *variance, float *gradient,
                      float rate, float beta1, float beta2, float epsilon) {
  float rest1 = 1 - beta1, rest2 = 1 - beta2;
  for (int i = 0; i < n; i += 16) {
    lanes *w = (lanes *)(weights + i), *g = (lanes *)(gradient + i);
    lanes *m = (lanes *)(mean + i), *v = (lanes *)(variance + i);
    *m = beta1 * *m + rest1 * *g;
    *v = beta2 * *v + rest2 * (*g * *g);
    *g = (lanes){0};
    *w -= rate * (*m / (__builtin_elementwise_sqrt(*v) + epsilon));
  }
}

// Cody & Waite reduction to |r| <= ln 2 / 2, then a polynomial.
static inline float exp_of(float x) {
  if (x > 88.0f) x = 88.0f;
  if (x < -87.0f) return 0;
  float k = __builtin_rintf(x * 1.44269504f);
  float r = (x - k * 0.693359375f) + k * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  float y = (p * r) * r + r + 1.0f;
  uint32_t bits = (uint32_t)((int32_t)k + 127) << 23;
  float power;
  memcpy(&power, &bits, sizeof power);
  return y * power;
}

float kefu_exp(float x) { return exp_of(x); }

static inline __attribute__((always_inline)) void exp_of_lanes(const lanes *from, lanes *to) {
  lanes x = *from;
  // exp_of, lane by lane; x is never above 0 here.
  lanes kept = __builtin_elementwise_max(x, (lanes){} - 87.0f);
  lanes k = __builtin_elementwise_rint(kept * 1.44269504f);
  lanes r = (kept - k * 0.693359375f) + k * 2.12194440e-4f;
  lanes p = (lanes){} + 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  lanes y = (p * r) * r + r + 1.0f;
  int_lanes bits = (__builtin_convertvector(k, int_lanes) + 127) << 23;
  lanes power = (lanes)bits;
  *to = (lanes)((int_lanes)(y * power) & (x >= -87.0f));
}

WIDEST float kefu_softmax(int n, int count, float *values) {
  // What is past the labels must not count.
  for (int i = count; i < n; i++) values[i] = -__builtin_inff();
  lanes most = *(lanes *)values;
  for (int i = 16; i < n; i += 16)
    most = __builtin_elementwise_max(most, *(lanes *)(values + i));
  float top = most[0];
  for (int i = 1; i < 16; i++) top = most[i] > top ? most[i] : top;
  lanes sum = {0}, weighted = {0};
  for (int i = 0; i < n; i += 16) {
    lanes below = __builtin_elementwise_max(*(lanes *)(values + i) - top, (lanes){} - 100.0f);
    lanes share;
    exp_of_lanes(&below, &share);
    *(lanes *)(values + i) = share;
    sum += share;
    weighted += share * below;
  }
  for (int width = 8; width > 0; width /= 2)
    for (int i = 0; i < width; i++) {
      sum[i] += sum[i + width];
      weighted[i] += weighted[i + width];
    }
  float inverse = 1 / sum[0];
  for (int i = 0; i < n; i += 16) *(lanes *)(values + i) *= inverse;
  // − Σ p ln p with ln p = below − ln sum
  return (float)kefu_log(sum[0]) - weighted[0] * inverse;
}

double kefu_exp_double(double x) {
  if (x > 700) x = 700;
  if (x < -700) return 0;
  double k = __builtin_rint(x * 1.4426950408889634);
  double r = (x - k * 0.693147180369123816490) - k * 1.90821492927058770002e-10;
  double term = 1, sum = 1;
  for (int i = 1; i < 16; i++) {
    term = term * r / i;
    sum += term;
  }
  uint64_t bits = (uint64_t)((int64_t)k + 1023) << 52;
  double power;
  memcpy(&power, &bits, sizeof power);
  return sum * power;
}

double kefu_log(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  int64_t exponent = (int64_t)(bits >> 52) - 1023;
  bits = (bits & 0xFFFFFFFFFFFFFull) | 0x3FF0000000000000ull;
  double m;
  memcpy(&m, &bits, sizeof m);
  if (m > 1.4142135623730951) {
    m /= 2;
    exponent++;
  }
  // ln m = 2·artanh((m − 1) ÷ (m + 1)), |z| < 0.172
  double z = (m - 1) / (m + 1), z2 = z * z, power = z, sum = 0;
  for (int i = 1; i < 24; i += 2) {
    sum += power / i;
    power *= z2;
  }
  return 2 * sum + (double)exponent * 0.6931471805599453;
}

COUNTING int kefu_filter_signatures(int count, const int32_t *members, int first,
                                    const uint64_t *signatures, int planes, int alternatives,
                                    const uint64_t *masks, const int32_t *weights, int least,
                                    int32_t *out) {
  int kept = 0;
  for (int i = 0; i < count; i++) {
    int member = members ? members[i] : first + i;
    uint64_t low = signatures[2 * (int64_t)member], high = signatures[2 * (int64_t)member + 1];
    int sum = 0;
    for (int k = 0; k < planes; k++)
      sum += weights[k] * (__builtin_popcountll(low & masks[2 * k]) +
                           __builtin_popcountll(high & masks[2 * k + 1]));
    for (int k = planes; k < planes + alternatives; k++)
      sum += (low & masks[2 * k]) | (high & masks[2 * k + 1]) ? weights[k] : 0;
    // Without a branch: which are kept follows no pattern.
    out[kept] = member;
    kept += sum >= least;
  }
  return kept;
}
