"""Compiled searches: bounded from many sources with ragged results, and the nearest source of every node. Integer millimetres throughout.

Both order their work by buckets of equal width, found through a bitmap of the buckets in use (Dial's queue with an occupancy bitmap);
within a bucket nodes are taken as they come and corrected where a shorter walk turns up, so that the result is exact for any width. The
label of a node and the place of its arcs share one record of 16 bytes: one visit to memory serves both. Labels hold the round of the
source in their upper half and rounds fall, so that every label of an earlier source is larger than any of the present one and nothing is
cleared in between.

What the kernels are handed:

``arcs``
    Packed ``cost << 32 | head``, shape (arcs,).
``seeds``
    ``(ptr, node, mm)``: source ``i`` starts at nodes ``node[ptr[i]:ptr[i + 1]]`` with these distances.
``records``
    Label, and arcs ``end << 32 | start``, of each node, in turns.
``queue``
    ``(first, bits, label, node, next)``: bucket ``b`` holds distances from ``b << shift`` onwards; its entries (label and node) are chained
    from ``first[b]``, and bit ``b`` is set where it holds any. Entry 0 ends a chain.

Everything is unsigned on purpose: a signed index costs a check for counting from the end at every access.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from planner.network import inlined, kernel

#: Label of a node no search has come to.
UNSEEN = np.uint64(0xFFFF_FFFF_FFFF_FFFF)

_U = np.uint64
_ONE, _TWO, _SIX, _HALF = _U(1), _U(2), _U(6), _U(32)
_ZERO, _IN_WORD, _LOW = _U(0), _U(63), _U(0xFFFF_FFFF)


def _zeros_below(_context: Any, word: Any) -> Any:
    """Count the zero bits below the lowest set bit of a word."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 0))

    return types.uint64(word), generate


def _ask_for(_context: Any, array: Any, index: Any) -> Any:
    """Ask the processor for an element that is soon to be read."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        """Write the instruction."""
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        place = builder.bitcast(builder.gep(data, [arguments[1]]), ir.IntType(8).as_pointer())
        flag = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [place.type, flag, flag, flag])
        insert: Any = cgutils.get_or_insert_function
        prefetch = insert(builder.module, kind, "llvm.prefetch.p0i8")
        builder.call(prefetch, [place, flag(0), flag(3), flag(1)])  # to read, into the nearest cache, data
        return context.get_dummy_value()

    return types.void(array, index), generate


_lowest_bit: Any = intrinsic(_zeros_below)
_prefetch: Any = intrinsic(_ask_for)


@inlined
def _enter(queue: Any, free: Any, label: Any, node: Any, bucket: Any) -> Any:
    """Put a label into its bucket; give the next free entry."""
    first, bits, entry_label, entry_node, entry_next = queue
    entry_label[free], entry_node[free], entry_next[free] = label, node, first[bucket]
    first[bucket] = free
    bits[bucket >> _SIX] |= _ONE << (bucket & _IN_WORD)
    return free + _ONE


@inlined
def _take(queue: Any, word_at: Any, word: Any) -> Any:
    """Remove an entry of the lowest bucket in a word of the bitmap."""
    first, bits, _, _, entry_next = queue
    bucket = (word_at << _SIX) + _lowest_bit(word)
    entry = _U(first[bucket])
    first[bucket] = entry_next[entry]
    if _U(entry_next[entry]) == _ZERO:
        bits[word_at] = word & (word - _ONE)
    return entry


@kernel
def bounded_search(arcs: Any, seeds: Any, limits: Any, work: Any, found: Any, begin: Any) -> Any:
    """Find every node within the limit of each source; what is handed in is laid out as the module says.

    ``limits`` are inclusive, one per source; ``work`` is ``(records, round, shift, queue)`` with the round of source 0; ``found`` is
    ``(ptr, node, mm)`` to write ragged rows to; ``begin`` says with which source to begin and where its row begins. Gives the source to go
    on with (one past the last when done) and its place: the search stops early where ``found`` or the entries of the queue run out, and
    the buckets are then to be cleared.
    """
    (seed_ptr, seed_node, seed_mm), (ptr, out_node, out_mm) = seeds, found
    records, first_round, shift, queue = work
    _, bits, entry_label, entry_node, _ = queue
    words, step = _U(len(bits)), _U(shift)
    n_out, capacity, entries = _U(begin[1]), _U(len(out_node)), _U(len(entry_node))
    for source in range(begin[0], len(seed_ptr) - 1):
        base = _U(first_round - source) << _HALF
        top = base + _U(limits[source])
        row_start = n_out
        free = _ONE
        word_at = words
        for k in range(seed_ptr[source], seed_ptr[source + 1]):
            node, label = _U(seed_node[k]), base + _U(seed_mm[k])
            old = records[node * _TWO]
            if n_out >= capacity or free >= entries:
                return source, row_start
            if label <= top and label < old:
                if old > top:
                    out_node[n_out] = node
                    n_out += _ONE
                records[node * _TWO] = label
                bucket = (label - base) >> step
                free = _enter(queue, free, label, node, bucket)
                word_at = min(word_at, bucket >> _SIX)
        while word_at < words:
            word = bits[word_at]
            if word == _ZERO:
                word_at += _ONE
                continue
            entry = _take(queue, word_at, word)
            label, node = entry_label[entry], _U(entry_node[entry])
            if records[node * _TWO] != label:
                continue
            row = records[node * _TWO + _ONE]
            start, end = row & _LOW, row >> _HALF
            if n_out + end - start > capacity or free + end - start > entries:
                return source, row_start
            for k in range(start, end):
                arc = arcs[k]
                to, reached = arc & _LOW, label + (arc >> _HALF)
                old = records[to * _TWO]
                if reached <= top and reached < old:
                    if old > top:
                        out_node[n_out] = to
                        n_out += _ONE
                    records[to * _TWO] = reached
                    _prefetch(arcs, records[to * _TWO + _ONE] & _LOW)
                    free = _enter(queue, free, reached, to, (reached - base) >> step)
        for i in range(row_start, n_out):
            out_mm[i] = records[_U(out_node[i]) * _TWO] - base
        ptr[source + 1] = n_out
    return len(seed_ptr) - 1, n_out


@kernel
def nearest_search(arcs: Any, seeds: Any, limit: int, work: Any) -> bool:
    """Find the nearest source of every node; of equally near ones the lowest number.

    A label holds distance and source, ``mm << 32 | source``: the lesser label is the shorter walk, then the lower source. ``limit`` is
    inclusive; ``work`` is ``(records, shift, queue)``, where every label is unseen before and holds the answer afterwards. Gives False
    where the entries of the queue ran out: labels and buckets are then to be cleared.
    """
    seed_ptr, seed_node, seed_mm = seeds
    records, shift, queue = work
    _, bits, entry_label, entry_node, _ = queue
    words, step = _U(len(bits)), _U(shift) + _HALF
    entries = _U(len(entry_node))
    top = (_U(limit) << _HALF) | _LOW
    free = _ONE
    for source in range(len(seed_ptr) - 1):
        for k in range(seed_ptr[source], seed_ptr[source + 1]):
            node, label = _U(seed_node[k]), (_U(seed_mm[k]) << _HALF) | _U(source)
            if free >= entries:
                return False
            if label <= top and label < records[node * _TWO]:
                records[node * _TWO] = label
                free = _enter(queue, free, label, node, label >> step)
    word_at = _ZERO
    while word_at < words:
        word = bits[word_at]
        if word == _ZERO:
            word_at += _ONE
            continue
        entry = _take(queue, word_at, word)
        label, node = entry_label[entry], _U(entry_node[entry])
        if records[node * _TWO] != label:
            continue
        row = records[node * _TWO + _ONE]
        start, end = row & _LOW, row >> _HALF
        if free + end - start > entries:
            return False
        for k in range(start, end):
            arc = arcs[k]
            to, reached = arc & _LOW, label + ((arc >> _HALF) << _HALF)
            if reached <= top and reached < records[to * _TWO]:
                records[to * _TWO] = reached
                free = _enter(queue, free, reached, to, reached >> step)
    return True
