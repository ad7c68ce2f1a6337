#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs one group of the vm ring: boots the guest, runs groups/GROUP.py in it, then verifies here what it left.
#
#   tests/vm/run_group.sh GROUP PROGRAM PEER OUTPUT_DIRECTORY
#
# Logs and captures of the group stay in OUTPUT_DIRECTORY/GROUP.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
group=$1 program=$2 peer=$3 out=$4/$1
[ -x "$program" ] || { echo "run_group: $program is not built" >&2; exit 1; }
rm -rf "$out"
mkdir -p "$out"

seconds=400 qemu="" clock=()
case $group in
    browse) qemu="-device usb-hub,bus=xhci.0,port=2 -device usb-mouse,bus=xhci.0,port=2.1
        -device usb-tablet,bus=xhci.0,port=2.2 -audiodev none,id=a0 -device usb-audio,audiodev=a0,bus=xhci.0,port=3
        -drive if=none,id=d0,file=$out/disk.img,format=raw -device usb-storage,bus=xhci.0,drive=d0,port=4"
        truncate -s 1M "$out/disk.img" ;;
    isochronous) qemu="-audiodev wav,id=a0,path=$out/heard.wav,out.mixing-engine=off
        -device usb-audio,audiodev=a0,bus=xhci.0,port=2,buffer=1048576" ;; # so much that nothing is ever dropped
    uas) qemu="-drive if=none,id=d0,file=$out/disk.img,format=raw -device usb-uas,id=uas,bus=xhci.0,port=2
        -device scsi-hd,bus=uas.0,scsi-id=0,lun=0,drive=d0"
        truncate -s 1M "$out/disk.img" ;;
    faults) seconds=600 qemu="-device usb-mouse,bus=xhci.0,port=2" ;;
    models) seconds=600 ;;
    speed) seconds=600 clock=(-i) # nobody needs what is on that disk once the guest has ended
        qemu="-drive if=none,id=d0,file=$out/disk.img,format=raw,cache=unsafe -device virtio-blk-pci,drive=d0"
        truncate -s 2G "$out/disk.img"
        trap 'rm -f "$out/disk.img"' EXIT ;;
esac
status=0
# The whole list in one argument: usbvm splits it into words.
"$here/usbvm" "${clock[@]}" -t "$seconds" -o "$out" -q "$(tr '\n' ' ' <<<"$qemu")" -- \
    env PYTHONPATH="$here/lib" PYTHONDONTWRITEBYTECODE=1 WB_PROGRAM="$program" WB_PEER="$peer" \
    python3 "$here/groups/$group.py" || status=$?
PYTHONPATH=$here/lib PYTHONDONTWRITEBYTECODE=1 python3 "$here/verify.py" "$group" "$out" || status=$?
exit "$status"
