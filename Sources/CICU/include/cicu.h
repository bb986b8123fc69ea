// ICU behind a narrow door: this header names none of ICU's types, so a file may import Foundation beside it.
#pragma once
#include <stdint.h>

/// A break iterator and a normaliser; used by one thread at a time.
typedef struct kefu_icu kefu_icu;

/// NULL on failure, with a name of ICU's error in `error` (NUL-terminated).
kefu_icu *kefu_icu_open(char *error, int32_t error_capacity);
void kefu_icu_close(kefu_icu *icu);

/// NFKC casefold and word boundaries of `length` UTF-16 units, in one crossing.
///
/// For each output unit, `from`/`to` are the source units it came from and `word` says what it is: 0 inside a word,
/// 1 the start of a word (letters or digits), 2 the start of something else.
/// Returns the number of output units, -1 when `capacity` is too small, -2 on ICU's error.
int32_t kefu_icu_fold(kefu_icu *icu, const uint16_t *text, int32_t length, uint16_t *out, int32_t *from, int32_t *to,
                      uint8_t *word, int32_t capacity);

/// For each code point below 0x20000, its NFKC casefold where that never combines with what stands before it: the code
/// point where it is one, `KEFU_ICU_SEVERAL | offset << 5 | length` of code points in `pool` where it is several; 0
/// otherwise. Returns the code points put into `pool`, -1 when `capacity` is too small for them.
int32_t kefu_icu_simple_folds(uint32_t *table, uint32_t *pool, int32_t capacity);
static const uint32_t KEFU_ICU_SEVERAL = 0x80000000u;

/// GB18030 to UTF-16. Returns the units written; -1 when `capacity` is too small; -2 on ICU's error; -3 where a byte
/// fits no character, with its place in `bad`.
int32_t kefu_icu_decode_gb18030(const char *bytes, int32_t length, uint16_t *out, int32_t capacity, int32_t *bad);

/// UTF-16 to GB18030. Returns the bytes written; -1 when `capacity` is too small; -2 on ICU's error.
int32_t kefu_icu_encode_gb18030(const uint16_t *text, int32_t length, char *out, int32_t capacity);
