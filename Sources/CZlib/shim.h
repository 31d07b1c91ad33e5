// zlib's stream is a structure that must not move, and its functions are macros: here is what Swift can call safely.
#ifndef CZLIB_SHIM_H
#define CZLIB_SHIM_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
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

// Begins to inflate what gzip made. Returns NULL where there is no memory.
static inline z_stream *czlib_inflate_begin(void) {
    z_stream *stream = calloc(1, sizeof *stream);
    // 16 more: with gzip's head and checksum, which zlib reads and checks itself.
    if (stream && inflateInit2(stream, 16 + MAX_WBITS) != Z_OK) {
        free(stream);
        stream = NULL;
    }
    return stream;
}

static inline void czlib_inflate_end(z_stream *stream) {
    inflateEnd(stream);
    free(stream);
}

// How far a call of czlib_inflate came.
typedef struct {
    size_t read;
    size_t written;
    // Z_OK: it goes on with more input or more room. Z_STREAM_END: a whole gzip member is read. Otherwise zlib's error.
    int result;
} czlib_progress;

// Inflates as much as there is, or as there is room for.
static inline czlib_progress czlib_inflate(
    z_stream *stream, const uint8_t *input, size_t count, uint8_t *output, size_t room
) {
    uInt most = (uInt)-1;
    uInt readable = count < most ? (uInt)count : most;
    uInt writable = room < most ? (uInt)room : most;
    stream->next_in = (Bytef *)input;
    stream->avail_in = readable;
    stream->next_out = output;
    stream->avail_out = writable;
    int result = inflate(stream, Z_SYNC_FLUSH);
    // Neither input nor room: no error.
    if (result == Z_BUF_ERROR) result = Z_OK;
    czlib_progress progress = { readable - stream->avail_in, writable - stream->avail_out, result };
    return progress;
}

// After a whole member: begins with the next one.
static inline void czlib_inflate_next(z_stream *stream) { inflateReset(stream); }

#endif
