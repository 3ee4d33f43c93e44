"""A model with random weights in llama.cpp's own form, and a real server for it.

It has read nothing and knows nothing: what it says is noise that keeps to the schema it
is held to. The server runs in a process of its own, so that nothing of it stays.

    python -m tests.tinymodel FOLDER PORT
"""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from pathlib import Path

WIDTH, LAYERS, HEADS, INNER = 64, 1, 2, 96
#: Words of the vocabulary beside single bytes: noise sounds a little like notes.
WORDS = (
    "asthma migraine diabetes hypertension pain chest without with type chronic left"
    " right kidney heart failure present negated code none J45.909 E11.9 I10 Z99.11"
    " I46.9 acute disease of the and no fever cough Moderate persistent note seen"
).split()
#: What ends a string, an object or a list.
CLOSERS = ('",', '"}', '"},', '"}]', '"}]}', '"present"', '"code"')


def write(path: Path, seed: int = 1) -> None:
    """The model as a file, the same for the same seed."""
    import gguf
    import numpy

    tokens = ["<unk>", "<s>", "</s>"]
    tokens += [f"<0x{byte:02X}>" for byte in range(256)]
    tokens += ["▁", *(chr(code) for code in range(33, 127))]
    tokens += [*WORDS, *CLOSERS]
    kinds = [2, 3, 3] + [6] * 256 + [1] * (len(tokens) - 259)
    random = numpy.random.default_rng(seed)
    out = gguf.GGUFWriter(str(path), "llama")
    out.add_context_length(16_384)
    out.add_embedding_length(WIDTH)
    out.add_block_count(LAYERS)
    out.add_feed_forward_length(INNER)
    out.add_head_count(HEADS)
    out.add_head_count_kv(HEADS)
    out.add_layer_norm_rms_eps(1e-5)
    out.add_rope_dimension_count(WIDTH // HEADS)
    out.add_tokenizer_model("llama")
    out.add_token_list(tokens)
    out.add_token_scores([0.0] * 3 + [-100.0] * 256 + [-1.0] * (len(tokens) - 259))
    out.add_token_types(kinds)
    out.add_add_space_prefix(False)
    out.add_bos_token_id(1)
    out.add_eos_token_id(2)

    def tensor(name: str, *shape: int) -> None:
        made = random.normal(0, 0.35, shape).astype(numpy.float32)
        out.add_tensor(name, made)

    # The first place of every state is alike, so that its weights act as a leaning:
    # away from single bytes, towards words and towards coming to an end.
    states = random.normal(0, 0.35, (len(tokens), WIDTH)).astype(numpy.float32)
    states[:, 0] = 8
    out.add_tensor("token_embd.weight", states)
    heads = random.normal(0, 0.35, (len(tokens), WIDTH)).astype(numpy.float32)
    heads[:, 0] = -0.3
    heads[:259, 0] = -6
    heads[-len(WORDS) - len(CLOSERS) :, 0] = 0.1
    heads[-len(CLOSERS) :, 0] = 0.8
    for mark, leaning in zip('"}{]▁', (1, 1, 0.6, 0.4, -1), strict=True):
        heads[tokens.index(mark), 0] = leaning
    out.add_tensor("output.weight", heads)
    out.add_tensor("output_norm.weight", numpy.ones(WIDTH, numpy.float32))
    for n in range(LAYERS):
        for name in ("attn_norm", "ffn_norm"):
            ones = numpy.ones(WIDTH, numpy.float32)
            out.add_tensor(f"blk.{n}.{name}.weight", ones)
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            tensor(f"blk.{n}.{name}.weight", WIDTH, WIDTH)
        tensor(f"blk.{n}.ffn_gate.weight", INNER, WIDTH)
        tensor(f"blk.{n}.ffn_up.weight", INNER, WIDTH)
        tensor(f"blk.{n}.ffn_down.weight", WIDTH, INNER)
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


class LlamaServer:
    """A real llama.cpp server on a free port for as long as the block runs."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.url = f"http://127.0.0.1:{port}/v1"

    def __enter__(self) -> LlamaServer:
        write(self.folder / "random.gguf")
        self._log = (self.folder / "server.log").open("wb")
        command = [sys.executable, __file__, str(self.folder), str(self.port)]
        self._process = subprocess.Popen(command, stdout=self._log, stderr=self._log)
        for _ in range(300):
            if self._answers():
                return self
            time.sleep(0.1)
        self.__exit__()
        raise AssertionError((self.folder / "server.log").read_text()[-2000:])

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/models", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._log.close()


def serve(folder: Path, port: int) -> None:
    import xllamacpp

    told = xllamacpp.CommonParams()
    told.model.path = str(folder / "random.gguf")
    told.n_ctx, told.n_parallel, told.warmup = 16_384, 1, False
    told.cpuparams.n_threads = 1
    told.hostnames = ["127.0.0.1"]
    told.port = port
    told.chat_template = "{% for each in messages %}{{ each.content }} {% endfor %}"
    server = xllamacpp.Server(told)
    print(server.listening_address, flush=True)
    while True:
        time.sleep(60)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
