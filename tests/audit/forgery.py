"""Ways to bend a proof: each gives something else than what was given."""


def variants(proof):
    """The proof with a hash changed, dropped, doubled, swapped, cut or added."""
    for place, each in enumerate(proof):
        flipped = bytes([each[0] ^ 1]) + each[1:]
        yield [*proof[:place], flipped, *proof[place + 1 :]]
        yield [*proof[:place], *proof[place + 1 :]]
        yield [*proof[:place], each, *proof[place:]]
        yield [*proof[:place], each[:31], *proof[place + 1 :]]
        yield [*proof[:place], each + b"\0", *proof[place + 1 :]]
    if len(proof) > 1:
        yield proof[::-1] if proof[::-1] != proof else [*proof, proof[0]]
    yield [*proof, bytes(32)]
    yield [bytes(32), *proof]
