/* SPDX-License-Identifier: GPL-3.0-or-later
 * The peer to compare with: the shortest honest libusb program that moves data, or asks small questions.
 *
 *   plain_libusb stream VID:PID ENDPOINT SIZE DEPTH SECONDS
 *   plain_libusb control VID:PID COUNT
 *
 * stream claims the interface that has the endpoint, keeps DEPTH bulk transfers of SIZE bytes in flight for SECONDS,
 * throws the data away (OUT: sends zeros) and prints one line of JSON: seconds, transfers, bytes, bytesPerSecond,
 * cpuSeconds, errors. control asks for the device descriptor COUNT times, one after the other, and prints seconds,
 * calls, callsPerSecond, cpuSeconds, errors. cpuSeconds is user and system time of the loop alone.
 * One thread of its own. Exit: 0, 1 when a transfer failed or libusb did, 2 wrong usage. */
#include <libusb.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { kMaxDepth = 256, kDescriptorBytes = 18, kTimeoutMs = 1000 };

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

static double cpu_now(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec)
        + (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
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

static int keep_in_flight(
    libusb_context* context, libusb_device_handle* handle, unsigned char endpoint, int size, int depth, double seconds)
{
    struct stream stream = { 0 };
    struct libusb_transfer* transfers[kMaxDepth];
    const double cpu_start = cpu_now();
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
    const double cpu = cpu_now() - cpu_start;
    for (int i = 0; i < depth; i++) {
        free(transfers[i]->buffer);
        libusb_free_transfer(transfers[i]);
    }
    printf("{\"seconds\":%.6f,\"transfers\":%llu,\"bytes\":%llu,\"bytesPerSecond\":%.1f,\"cpuSeconds\":%.6f,"
           "\"errors\":%u}\n",
        elapsed, stream.transfers, stream.bytes, (double)stream.bytes / elapsed, cpu, stream.errors);
    return stream.errors == 0 && stream.transfers > 0 ? 0 : 1;
}

static int run_stream(libusb_context* context, libusb_device_handle* handle, char** arguments)
{
    const unsigned char endpoint = (unsigned char)strtoul(arguments[0], NULL, 0);
    const int size = atoi(arguments[1]);
    const int depth = atoi(arguments[2]);
    if (size < 1 || depth < 1 || depth > kMaxDepth)
        return 2;
    const int interface = interface_of(handle, endpoint);
    if (interface < 0 || libusb_claim_interface(handle, interface) != 0) {
        fprintf(stderr, "plain_libusb: cannot claim the interface of %s\n", arguments[0]);
        return 1;
    }
    const int status = keep_in_flight(context, handle, endpoint, size, depth, strtod(arguments[3], NULL));
    libusb_release_interface(handle, interface);
    return status;
}

static int run_control(libusb_device_handle* handle, unsigned long count)
{
    unsigned char answer[kDescriptorBytes];
    unsigned long calls = 0;
    unsigned errors = 0;
    const double cpu_start = cpu_now();
    const double start = now();
    while (calls < count) {
        if (libusb_control_transfer(handle, LIBUSB_ENDPOINT_IN, LIBUSB_REQUEST_GET_DESCRIPTOR, LIBUSB_DT_DEVICE << 8, 0,
                answer, sizeof answer, kTimeoutMs)
            != kDescriptorBytes)
            errors++;
        calls++;
    }
    const double elapsed = now() - start;
    const double cpu = cpu_now() - cpu_start;
    printf("{\"seconds\":%.6f,\"calls\":%lu,\"callsPerSecond\":%.1f,\"cpuSeconds\":%.6f,\"errors\":%u}\n", elapsed,
        calls, (double)calls / elapsed, cpu, errors);
    return errors == 0 ? 0 : 1;
}

int main(int argc, char** argv)
{
    unsigned vendor = 0;
    unsigned product = 0;
    const int is_stream = argc == 7 && strcmp(argv[1], "stream") == 0;
    const int is_control = argc == 4 && strcmp(argv[1], "control") == 0 && strtoul(argv[3], NULL, 10) > 0;
    if ((!is_stream && !is_control) || sscanf(argv[2], "%4x:%4x", &vendor, &product) != 2) {
        fprintf(stderr,
            "usage: plain_libusb stream VID:PID ENDPOINT SIZE DEPTH SECONDS\n"
            "       plain_libusb control VID:PID COUNT\n");
        return 2;
    }
    libusb_context* context = NULL;
    if (libusb_init(&context) != 0)
        return 1;
    int status = 1;
    libusb_device_handle* handle
        = libusb_open_device_with_vid_pid(context, (unsigned short)vendor, (unsigned short)product);
    if (!handle)
        fprintf(stderr, "plain_libusb: cannot open %s\n", argv[2]);
    else
        status = is_stream ? run_stream(context, handle, argv + 3) : run_control(handle, strtoul(argv[3], NULL, 10));
    if (handle)
        libusb_close(handle);
    libusb_exit(context);
    return status;
}
