"""The pages of review, one module per noun.

A view reads its form, calls one action or one presenter and renders. It holds no rule
of its own: who may do what is asked of ``review.permissions``, and what happens is
done by ``review.actions``.
"""
