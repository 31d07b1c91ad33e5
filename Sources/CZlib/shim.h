// zlib's stream is a structure that must not move, and its functions are macros: here is what Swift can call safely.
#ifndef CZLIB_SHIM_H
#define CZLIB_SHIM_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>

// The most bytes that czlib_deflate writes for so many.
static inline size_t czlib_bound(size_t count) { return compressBound(count) + 64; }

// Deflates bytes into blocks of their own that end on a whole byte, so that further blocks can follow.
// Returns how many bytes were written; 0 after an error.
static inline size_t czlib_deflate(const uint8_t *input, size_t count, int level, uint8_t *output, size_t room) {
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    // Negative: the blocks alone, with neither head nor checksum.
    if (deflateInit2(&stream, level, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) return 0;
    stream.next_in = (Bytef *)input;
    stream.avail_in = (uInt)count;
    stream.next_out = output;
    stream.avail_out = (uInt)room;
    int result = deflate(&stream, Z_SYNC_FLUSH);
    size_t written = room - stream.avail_out;
    int isDone = result == Z_OK && stream.avail_in == 0 && stream.avail_out > 0;
    deflateEnd(&stream);
    return isDone ? written : 0;
}

// Carries a checksum on, which begins with 0.
static inline uint32_t czlib_checksum(uint32_t checksum, const uint8_t *input, size_t count) {
    return (uint32_t)crc32(checksum, input, (uInt)count);
}

#endif
