#include "czlib.h"

#include <string.h>
#include <zlib.h>

// zlib counts in 32 bits; callers' limits are far below.
static int too_long(size_t length) { return length > 0x7FFFFFFF; }

int64_t kefu_inflate(const uint8_t *in, size_t length, uint8_t *out, size_t capacity) {
  if (too_long(length) || too_long(capacity)) return -2;
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (inflateInit2(&stream, -15) != Z_OK) return -1;
  // zlib refuses a null pointer even where there is nothing to write.
  uint8_t nothing;
  stream.next_in = (Bytef *)in;
  stream.avail_in = (uInt)length;
  stream.next_out = capacity ? out : &nothing;
  stream.avail_out = (uInt)capacity;
  int status = inflate(&stream, Z_FINISH);
  int64_t written = (int64_t)stream.total_out;
  int is_full = stream.avail_out == 0;
  inflateEnd(&stream);
  if (status == Z_STREAM_END) return written;
  return status == Z_BUF_ERROR && is_full ? -2 : -1;
}

int64_t kefu_deflate(const uint8_t *in, size_t length, uint8_t *out, size_t capacity) {
  if (too_long(length) || too_long(capacity)) return -2;
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK) return -2;
  stream.next_in = (Bytef *)in;
  stream.avail_in = (uInt)length;
  stream.next_out = out;
  stream.avail_out = (uInt)capacity;
  int status = deflate(&stream, Z_FINISH);
  int64_t written = (int64_t)stream.total_out;
  deflateEnd(&stream);
  return status == Z_STREAM_END ? written : -2;
}

uint32_t kefu_crc32(const uint8_t *in, size_t length) {
  if (too_long(length)) return 0;
  return (uint32_t)crc32(crc32(0, NULL, 0), in, (uInt)length);
}
