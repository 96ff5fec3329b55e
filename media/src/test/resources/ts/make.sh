#!/bin/sh
# Makes the transport streams of these tests with ffmpeg 5.1, and what ffmpeg reads from them:
# one line a packet (stream, dts, pts, duration, size, MD5), before any of our code has seen it.
set -e
v="-f lavfi -i testsrc2=size=128x96:rate=25:duration=0.6"
a="-f lavfi -i sine=frequency=440:sample_rate=48000:duration=0.6"
ff() { ffmpeg -hide_banner -loglevel error -y "$@"; }
codecs() { name=$1; shift
  ff $v $a -map 0:v -map 1:a -ac 2 "$@" -f mpegts $name.ts
  ff -copyts -i $name.ts -map 0 -c copy -copyts -f framehash -hash md5 $name.framehash; }
codecs h265-latm -c:v libx265 -x265-params log-level=error:keyint=10:bframes=2 -c:a aac -mpegts_flags latm
codecs mpeg2-mp2 -c:v mpeg2video -g 8 -bf 2 -c:a mp2
codecs mpeg1-mp3 -c:v mpeg1video -g 8 -c:a libmp3lame
codecs mpeg4-ac3 -c:v mpeg4 -g 8 -bf 2 -c:a ac3
codecs h264-eac3 -c:v libx264 -g 8 -bf 2 -c:a eac3
codecs h264-dvb-ac3 -c:v libx264 -g 8 -c:a ac3 -mpegts_flags system_b
codecs h264-dvb-eac3 -c:v libx264 -g 8 -c:a eac3 -mpegts_flags system_b
codecs h264-opus -c:v libx264 -g 8 -tune zerolatency -c:a libopus
codecs h264-s302m -c:v libx264 -g 8 -c:a s302m -strict -2
codecs m2ts -c:v libx264 -g 8 -c:a ac3 -mpegts_m2ts_mode 1
ff -i h264-s302m.ts -map 0:a -f s16be - | md5sum | cut -d" " -f1 > h264-s302m.pcm.md5
