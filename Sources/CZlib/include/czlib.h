// The parts of zlib that a zip file needs, whole buffers at a time.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Inflates raw deflate data. Returns the bytes written, -1 where the data are damaged, -2 where there are more than
/// `capacity`.
int64_t kefu_inflate(const uint8_t *in, size_t length, uint8_t *out, size_t capacity);

/// Deflates without a header. Returns the bytes written, -2 where they are more than `capacity`.
int64_t kefu_deflate(const uint8_t *in, size_t length, uint8_t *out, size_t capacity);

uint32_t kefu_crc32(const uint8_t *in, size_t length);
