#!/usr/bin/env bash
# Trains pocket, the model that Salty brings along, from nothing but a seed, and measures it on pictures that it has not seen:
# a set like those it learned from, and one with busy backgrounds, closer colours and more noise.
#
#   cli/src/main/scripts/train_pocket.sh WORK_DIR
#
# Leaves WORK_DIR/pocket.h5; copy it to vision/src/main/resources/salty/vision/model/pocket.h5 to ship it. An interrupted run goes on
# when the script is started again.
set -euo pipefail
work=${1:?give a folder to work in}
salty=$(cd "$(dirname "$0")/../../../.." && pwd)/salty
mkdir -p "$work"
[ -d "$work/shapes" ] || "$salty" pictures --count 1000 --seed 1 -o "$work/shapes"
[ -d "$work/held-out" ] || "$salty" pictures --count 100 --seed 2 -o "$work/held-out"
[ -d "$work/hard" ] || "$salty" pictures --count 100 --seed 3 --hard -o "$work/hard"
"$salty" train --arch pocket --backend vector --data "$work/shapes" --validation-split 0.05 --seed 1 --resume \
    --epochs 8 --batch 32 --rate 0.003 --warm-up 100 --schedule cosine --batch-norm --augment flip --patience 0 \
    --class-weight none -o "$work/pocket.h5"
"$salty" eval --backend vector --model "$work/pocket.h5" --data "$work/held-out" -o "$work/held-out-report"
"$salty" eval --backend vector --model "$work/pocket.h5" --data "$work/hard" -o "$work/hard-report"
