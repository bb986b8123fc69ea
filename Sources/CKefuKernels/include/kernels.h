// Arithmetic on vectors of 32-bit floats, for training and for the classifier.
//
// Every function gives the same bits on every machine: additions have one fixed order, nothing is
// contracted to fused multiply-add, and exp and log are our own. What differs between machines is
// only how many lanes run at once.
//
// `n` is always a multiple of 16. Nothing is checked.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// y += a·x
void kefu_add_scaled(int n, float a, const float *x, float *y);

/// Σ x·y, by sixteen partial sums.
float kefu_dot(int n, const float *x, const float *y);

/// out = bias + Σ values[i] · rows[indices[i]], rows of n floats.
void kefu_sum_rows(int n, int count, const int32_t *indices, const float *values, const float *rows,
                   const float *bias, float *out);

/// The same with rows of bytes: each row stands for scales[row] · byte.
void kefu_sum_byte_rows(int n, int count, const int32_t *indices, const float *values,
                        const int8_t *rows, const float *scales, const float *bias, float *out);

/// One step of Adam (Kingma & Ba 2015) on n weights; `gradient` is set to 0.
/// rate is already divided by the corrections of both moments.
void kefu_adam(int n, float *weights, float *mean, float *variance, float *gradient, float rate,
               float beta1, float beta2, float epsilon);

/// values → softmax(values) over the first `count` of n; the rest becomes 0. Returns the entropy, in
/// nats.
float kefu_softmax(int n, int count, float *values);

/// e^x; within 2 units in the last place for |x| < 87, 0 or the largest finite beyond.
float kefu_exp(float x);

/// Natural logarithm of a positive normal number.
double kefu_log(double x);
double kefu_exp_double(double x);

/// Members whose signature, of two words, agrees enough with a pattern of masks, of two words each: the
/// sum over the first `planes` masks of weight times bits in common, and over the other `alternatives`
/// of the weight where there is any bit in common, is `least` or more. They are written to `out`, which
/// has room for `count`. Without `members` they are the `count` numbers from `first` on.
///
/// Returns how many there are.
int kefu_filter_signatures(int count, const int32_t *members, int first, const uint64_t *signatures,
                           int planes, int alternatives, const uint64_t *masks,
                           const int32_t *weights, int least, int32_t *out);

#ifdef __cplusplus
}
#endif
