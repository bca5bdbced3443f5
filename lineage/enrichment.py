"""Which causes stand out: Fisher's exact test, one-sided, and the false discovery rate.

Promises: `log_tails` is the logarithm of the chance to draw at least so many bad ones, exact to rounding and
without underflow, whatever the sizes; `adjusted` are the q-values of Benjamini and Hochberg.
Refuses tables that can't be.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_NEGLIGIBLE = 1e-17
"""What is added after this share of a sum no longer changes it."""


def log_tails(bad: Ints, good: Ints, all_bad: int, all_good: int) -> Floats:
    """ln P(X >= bad) where X of the exposed ones are bad, X hypergeometric.

    `bad` and `good` are how many of each were exposed; of all there are `all_bad` and `all_good`.
    """
    if len(bad) and (min(bad.min(), good.min()) < 0 or bad.max() > all_bad or good.max() > all_good):
        raise ValueError("more are exposed than there are")
    tables, where = np.unique(np.stack([bad, good], axis=1), axis=0, return_inverse=True)
    a, drawn = tables[:, 0], tables.sum(axis=1)
    # Of the two tails the one that falls from its first term on is summed.
    upper = a * (all_bad + all_good + 2) > (all_bad + 1) * (drawn + 1)
    out = np.zeros(len(tables))
    out[upper] = _tail(a[upper], drawn[upper], all_bad, all_good, up=True)
    lower = ~upper & (a > np.maximum(0, drawn - all_good))
    below = _tail(a[lower] - 1, drawn[lower], all_bad, all_good, up=False)
    out[lower] = np.log1p(-np.exp(np.minimum(below, -_NEGLIGIBLE)))
    return out[where.reshape(-1)]


def _tail(a: Ints, drawn: Ints, all_bad: int, all_good: int, *, up: bool) -> Floats:
    """ln of the sum of the terms from `a` on, upwards or downwards; they fall from there on."""
    total, term = np.ones(len(a)), np.ones(len(a))
    x = a.astype(np.float64)
    active = np.arange(len(a))
    while len(active):
        at, of = x[active], drawn[active]
        if up:
            factor = (of - at) * (all_bad - at) / ((at + 1) * (all_good - of + at + 1))
        else:
            factor = at * (all_good - of + at) / ((of - at + 1) * (all_bad - at + 1))
        term[active] *= factor
        total[active] += term[active]
        x[active] += 1 if up else -1
        active = active[term[active] > total[active] * _NEGLIGIBLE]
    return np.minimum(_log_term(a, drawn, all_bad, all_good) + np.log(total), 0.0)


def _log_term(a: Ints, drawn: Ints, all_bad: int, all_good: int) -> Floats:
    """ln P(X = a)."""
    ways = _log_choose(all_bad, a) + _log_choose(all_good, drawn - a)
    return np.asarray(ways - _log_choose(all_bad + all_good, drawn), np.float64)


def _log_choose(of: int, taken: Ints) -> Floats:
    return np.asarray(gammaln(of + 1) - gammaln(taken + 1) - gammaln(of - taken + 1), np.float64)


def adjusted(log_p: Floats) -> Floats:
    """ln of the q-values: the least false discovery rate at which each would be told."""
    if not len(log_p):
        return log_p
    order = np.argsort(log_p, kind="stable")
    raw = log_p[order] + np.log(len(log_p)) - np.log(np.arange(1, len(log_p) + 1))
    out: Floats = np.empty(len(log_p))
    out[order] = np.minimum(np.minimum.accumulate(raw[::-1])[::-1], 0.0)
    return out
