// The tables of Data/, compiled in: no file has to travel with the program.
#pragma once
#include <stdint.h>

/// Bytes of a table, UTF-8 text.
typedef struct {
  const uint8_t *bytes;
  int64_t count;
} kefu_table;

/// frequency<TAB>words separated by spaces, most frequent first.
kefu_table kefu_words(void);
/// syllable<TAB>characters read so first<TAB>characters read so later.
kefu_table kefu_pinyin(void);
/// Pairs of characters, separated by white space: as written, as matched.
kefu_table kefu_simplified(void);
