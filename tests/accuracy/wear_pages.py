"""Runs in the environment of Augraphy: wears one page picture per line of JSON on standard input.

    {"from": "clean.png", "to": "worn.png", "seed": 7}

What it does to a page leaves its truth alone: no scribble, mark, stamp or binding hole that could pass for a signature
or hide a value; everything else that copiers, rollers, light and folds do.
"""

import json
import os
import random
import sys
import tempfile

os.environ["NUMBA_NUM_THREADS"] = "1"  # threads draw from generators of their own

import cv2
import numba
import numpy as np
from augraphy import (
    AugraphyPipeline,
    BadPhotoCopy,
    BleedThrough,
    Brightness,
    BrightnessTexturize,
    ColorPaper,
    DirtyDrum,
    DirtyRollers,
    Folding,
    Gamma,
    Geometric,
    InkBleed,
    InkMottling,
    Jpeg,
    LightingGradient,
    LowInkRandomLines,
    NoiseTexturize,
    OneOf,
    ShadowCast,
    SubtleNoise,
)


def pipeline() -> AugraphyPipeline:
    """Ink, then paper, then machine."""
    ink = [
        InkBleed(intensity_range=(0.3, 0.6), kernel_size=(3, 3), severity=(0.2, 0.4), p=0.4),
        LowInkRandomLines(count_range=(2, 6), noise_probability=0.1, p=0.25),
        InkMottling(ink_mottling_alpha_range=(0.1, 0.25), p=0.3),
        BleedThrough(intensity_range=(0.1, 0.25), alpha=0.12, p=0.25),
    ]
    paper = [
        ColorPaper(hue_range=(20, 45), saturation_range=(5, 25), p=0.3),
        OneOf(
            [
                NoiseTexturize(sigma_range=(2, 6), turbulence_range=(2, 4), p=1),
                BrightnessTexturize(texturize_range=(0.9, 0.99), deviation=0.05, p=1),
            ],
            p=0.6,
        ),
    ]
    post = [
        Geometric(rotate_range=(-2, 2), p=0.7),
        OneOf(
            [
                DirtyRollers(line_width_range=(8, 12), p=1),
                DirtyDrum(line_concentration=0.04, noise_intensity=0.2, p=1),
                BadPhotoCopy(noise_iteration=(1, 1), noise_value=(140, 200), noise_sparsity=(0.6, 0.9), p=1),
                Folding(fold_count=1, fold_noise=0.0, gradient_width=(0.05, 0.1), gradient_height=(0.005, 0.01), p=1),
            ],
            p=0.6,
        ),
        OneOf(
            [
                LightingGradient(max_brightness=255, min_brightness=120, p=1),
                ShadowCast(shadow_opacity_range=(0.2, 0.45), p=1),
            ],
            p=0.4,
        ),
        OneOf([Brightness(brightness_range=(0.8, 1.1), p=1), Gamma(gamma_range=(0.8, 1.3), p=1)], p=0.5),
        SubtleNoise(subtle_range=8, p=0.5),
        Jpeg(quality_range=(45, 80), p=0.7),
    ]
    return AugraphyPipeline(ink_phase=ink, paper_phase=paper, post_phase=post, log=False)


@numba.njit
def _seed_compiled(seed):
    """Compiled code has generators of its own."""
    random.seed(seed)
    np.random.seed(seed)


def wear(before: str, after: str, seed: int) -> None:
    """Wear the picture at one path to the other."""
    random.seed(seed)
    np.random.seed(seed % 2**32)
    cv2.setRNGSeed(seed)
    _seed_compiled(seed % 2**32)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)  # it leaves pages there, and takes some of those it finds for the back of this one
        worn = pipeline()(cv2.imread(before, cv2.IMREAD_COLOR))
        os.chdir("/")
    cv2.imwrite(after, worn, [cv2.IMWRITE_PNG_COMPRESSION, 1])


def main() -> None:
    """Answer each line; what the library prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    cv2.setNumThreads(1)
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            wear(asked["from"], asked["to"], asked["seed"])
            answer = {"done": asked["to"]}
        except Exception as error:  # the border of this program: whoever asked decides
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
