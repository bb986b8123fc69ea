#include "ckefudata.h"

// #embed is C23 and an extension before it.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const uint8_t words[] = {
#embed "Data/words.txt"
};
static const uint8_t pinyin[] = {
#embed "Data/pinyin.txt"
};
static const uint8_t simplified[] = {
#embed "Data/simplified.txt"
};

kefu_table kefu_words(void) { return (kefu_table){words, sizeof words}; }
kefu_table kefu_pinyin(void) { return (kefu_table){pinyin, sizeof pinyin}; }
kefu_table kefu_simplified(void) { return (kefu_table){simplified, sizeof simplified}; }
