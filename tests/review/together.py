"""Several people at the same moment, each on a connection of their own."""

from threading import Barrier, Thread

from django.db import connections

from review.refusals import Refused


def at_once(*acts):
    """Does every act in a thread of its own at the same moment; what each returned."""
    barrier, results = Barrier(len(acts)), [None] * len(acts)

    def run(n, act):
        try:
            barrier.wait(10)
            results[n] = act()
        except Refused as refusal:
            results[n] = refusal
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results
