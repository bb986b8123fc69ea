#include "cicu.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/ucnv.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>

struct kefu_icu {
  const UNormalizer2 *normalizer;
  UBreakIterator *words;
};

kefu_icu *kefu_icu_open(char *error, int32_t error_capacity) {
  UErrorCode code = U_ZERO_ERROR;
  kefu_icu *icu = calloc(1, sizeof *icu);
  if (icu) {
    icu->normalizer = unorm2_getNFKCCasefoldInstance(&code);
    icu->words = ubrk_open(UBRK_WORD, "", NULL, 0, &code);
  }
  if (icu && U_SUCCESS(code)) return icu;
  if (error_capacity > 0) {
    strncpy(error, icu ? u_errorName(code) : "out of memory", (size_t)error_capacity - 1);
    error[error_capacity - 1] = 0;
  }
  kefu_icu_close(icu);
  return NULL;
}

void kefu_icu_close(kefu_icu *icu) {
  if (!icu) return;
  if (icu->words) ubrk_close(icu->words);
  free(icu);
}

int32_t kefu_icu_fold(kefu_icu *icu, const uint16_t *text, int32_t length, uint16_t *out, int32_t *from, int32_t *to,
                      uint8_t *word, int32_t capacity) {
  UErrorCode code = U_ZERO_ERROR;
  int32_t n = 0, start = 0;
  // Between two normalisation boundaries the folding depends on nothing outside, so each piece is folded alone and all
  // its output maps to all its source.
  while (start < length) {
    int32_t end = start;
    UChar32 c;
    U16_NEXT(text, end, length, c);
    while (end < length) {
      int32_t next = end;
      U16_NEXT(text, next, length, c);
      if (unorm2_hasBoundaryBefore(icu->normalizer, c)) break;
      end = next;
    }
    int32_t made = unorm2_normalize(icu->normalizer, text + start, end - start, out + n, capacity - n, &code);
    if (code == U_BUFFER_OVERFLOW_ERROR) return -1;
    if (code == U_STRING_NOT_TERMINATED_WARNING) code = U_ZERO_ERROR;
    if (U_FAILURE(code)) return -2;
    for (int32_t i = 0; i < made; i++) {
      from[n + i] = start;
      to[n + i] = end;
    }
    n += made;
    start = end;
  }
  memset(word, 0, (size_t)n);
  ubrk_setText(icu->words, out, n, &code);
  if (U_FAILURE(code)) return -2;
  int32_t begin = ubrk_first(icu->words);
  for (int32_t end = ubrk_next(icu->words); end != UBRK_DONE; begin = end, end = ubrk_next(icu->words))
    word[begin] = ubrk_getRuleStatus(icu->words) >= UBRK_WORD_NONE_LIMIT ? 1 : 2;
  return n;
}

int32_t kefu_icu_simple_folds(uint32_t *table, uint32_t *pool, int32_t capacity) {
  UErrorCode code = U_ZERO_ERROR;
  const UNormalizer2 *normalizer = unorm2_getNFKCCasefoldInstance(&code);
  int32_t used = 0;
  for (UChar32 c = 0; c < 0x20000; c++) {
    table[c] = 0;
    if (U_FAILURE(code) || U_IS_SURROGATE(c) || !unorm2_hasBoundaryBefore(normalizer, c)) continue;
    if (unorm2_isInert(normalizer, c)) {
      table[c] = (uint32_t)c;
      continue;
    }
    UChar source[2], folded[32];
    int32_t length = 0;
    U16_APPEND_UNSAFE(source, length, c);
    UErrorCode status = U_ZERO_ERROR;
    int32_t made = unorm2_normalize(normalizer, source, length, folded, 32, &status);
    if (U_FAILURE(status) || made == 0) continue;
    int32_t next = 0;
    UChar32 d;
    U16_NEXT(folded, next, made, d);
    if (!unorm2_hasBoundaryBefore(normalizer, d)) continue;
    if (next == made) {
      table[c] = (uint32_t)d;
      continue;
    }
    if (capacity - used < made) return -1;
    uint32_t start = (uint32_t)used;
    pool[used++] = (uint32_t)d;
    while (next < made) {
      U16_NEXT(folded, next, made, d);
      pool[used++] = (uint32_t)d;
    }
    table[c] = KEFU_ICU_SEVERAL | start << 5 | ((uint32_t)used - start);
  }
  return used;
}

int32_t kefu_icu_decode_gb18030(const char *bytes, int32_t length, uint16_t *out, int32_t capacity, int32_t *bad) {
  UErrorCode code = U_ZERO_ERROR;
  UConverter *converter = ucnv_open("gb18030", &code);
  if (U_FAILURE(code)) return -2;
  ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &code);
  const char *next = bytes;
  UChar *end = out;
  ucnv_toUnicode(converter, &end, out + capacity, &next, bytes + length, NULL, 1, &code);
  int32_t made = (int32_t)(end - out);
  if (code == U_INVALID_CHAR_FOUND || code == U_ILLEGAL_CHAR_FOUND || code == U_TRUNCATED_CHAR_FOUND) {
    char invalid[8];
    int8_t count = sizeof invalid;
    UErrorCode status = U_ZERO_ERROR;
    ucnv_getInvalidChars(converter, invalid, &count, &status);
    *bad = (int32_t)(next - bytes) - (U_SUCCESS(status) ? count : 0);
    made = -3;
  } else if (code == U_BUFFER_OVERFLOW_ERROR) {
    made = -1;
  } else if (U_FAILURE(code)) {
    made = -2;
  }
  ucnv_close(converter);
  return made;
}

int32_t kefu_icu_encode_gb18030(const uint16_t *text, int32_t length, char *out, int32_t capacity) {
  UErrorCode code = U_ZERO_ERROR;
  UConverter *converter = ucnv_open("gb18030", &code);
  if (U_FAILURE(code)) return -2;
  const UChar *next = text;
  char *end = out;
  ucnv_fromUnicode(converter, &end, out + capacity, &next, text + length, NULL, 1, &code);
  int32_t made = code == U_BUFFER_OVERFLOW_ERROR ? -1 : U_FAILURE(code) ? -2 : (int32_t)(end - out);
  ucnv_close(converter);
  return made;
}
