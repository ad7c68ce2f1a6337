/* SPDX-License-Identifier: GPL-3.0-or-later
 * The peer to compare with: the shortest honest libusb program that keeps a queue of bulk transfers full.
 *
 *   plain_libusb_stream VID:PID ENDPOINT SECONDS SIZE DEPTH
 *
 * Claims the interface that has the endpoint, keeps DEPTH transfers of SIZE bytes in flight for SECONDS, throws the
 * data away and prints one line of JSON: seconds, transfers, bytes, bytesPerSecond, errors.
 * One thread. Exit: 0, 1 when a transfer failed or libusb did, 2 wrong usage. */
#include <libusb.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { kMaxDepth = 256 };

struct stream {
    double deadline;
    unsigned long long transfers;
    unsigned long long bytes;
    unsigned errors;
    int in_flight;
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void LIBUSB_CALL on_transfer(struct libusb_transfer* transfer)
{
    struct stream* stream = transfer->user_data;
    if (transfer->status == LIBUSB_TRANSFER_COMPLETED) {
        stream->transfers++;
        stream->bytes += (unsigned long long)transfer->actual_length;
        if (now() < stream->deadline && libusb_submit_transfer(transfer) == 0)
            return;
    } else if (transfer->status != LIBUSB_TRANSFER_CANCELLED) {
        stream->errors++;
    }
    stream->in_flight--;
}

static int interface_of(libusb_device_handle* handle, unsigned char endpoint)
{
    struct libusb_config_descriptor* config = NULL;
    int found = -1;
    if (libusb_get_active_config_descriptor(libusb_get_device(handle), &config) != 0)
        return -1;
    for (int i = 0; i < config->bNumInterfaces; i++) {
        const struct libusb_interface_descriptor* alternate = &config->interface[i].altsetting[0];
        for (int e = 0; e < alternate->bNumEndpoints; e++) {
            if (alternate->endpoint[e].bEndpointAddress == endpoint)
                found = alternate->bInterfaceNumber;
        }
    }
    libusb_free_config_descriptor(config);
    return found;
}

static int run(
    libusb_context* context, libusb_device_handle* handle, unsigned char endpoint, double seconds, int size, int depth)
{
    struct stream stream = { 0 };
    struct libusb_transfer* transfers[kMaxDepth];
    const double start = now();
    stream.deadline = start + seconds;
    for (int i = 0; i < depth; i++) {
        transfers[i] = libusb_alloc_transfer(0);
        libusb_fill_bulk_transfer(
            transfers[i], handle, endpoint, calloc(1, (size_t)size), size, on_transfer, &stream, 0);
        if (libusb_submit_transfer(transfers[i]) == 0)
            stream.in_flight++;
        else
            stream.errors++;
    }
    while (stream.in_flight > 0) {
        struct timeval wait = { 1, 0 };
        libusb_handle_events_timeout_completed(context, &wait, NULL);
        for (int i = 0; now() > stream.deadline + 1 && i < depth; i++)
            libusb_cancel_transfer(transfers[i]);
    }
    const double elapsed = now() - start;
    for (int i = 0; i < depth; i++) {
        free(transfers[i]->buffer);
        libusb_free_transfer(transfers[i]);
    }
    printf("{\"seconds\":%.6f,\"transfers\":%llu,\"bytes\":%llu,\"bytesPerSecond\":%.1f,\"errors\":%u}\n", elapsed,
        stream.transfers, stream.bytes, (double)stream.bytes / elapsed, stream.errors);
    return stream.errors == 0 && stream.transfers > 0 ? 0 : 1;
}

int main(int argc, char** argv)
{
    unsigned vendor = 0;
    unsigned product = 0;
    if (argc != 6 || sscanf(argv[1], "%4x:%4x", &vendor, &product) != 2) {
        fprintf(stderr, "usage: plain_libusb_stream VID:PID ENDPOINT SECONDS SIZE DEPTH\n");
        return 2;
    }
    const unsigned char endpoint = (unsigned char)strtoul(argv[2], NULL, 0);
    const double seconds = strtod(argv[3], NULL);
    const int size = atoi(argv[4]);
    const int depth = atoi(argv[5]);
    if (size < 1 || depth < 1 || depth > kMaxDepth)
        return 2;

    libusb_context* context = NULL;
    if (libusb_init(&context) != 0)
        return 1;
    int status = 1;
    libusb_device_handle* handle
        = libusb_open_device_with_vid_pid(context, (unsigned short)vendor, (unsigned short)product);
    const int interface = handle ? interface_of(handle, endpoint) : -1;
    if (interface >= 0 && libusb_claim_interface(handle, interface) == 0) {
        status = run(context, handle, endpoint, seconds, size, depth);
        libusb_release_interface(handle, interface);
    } else {
        fprintf(stderr, "plain_libusb_stream: cannot open %s or claim the interface of %s\n", argv[1], argv[2]);
    }
    if (handle)
        libusb_close(handle);
    libusb_exit(context);
    return status;
}
