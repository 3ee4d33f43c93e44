"""835 files written for tests: an interchange with claims, right in every count."""

ISA = (
    "ISA*00*          *00*          *ZZ*PAYER          *ZZ*HOSPITAL       "
    "*260612*0930*^*00501*000000905*0*T*:~"
)
GS = "GS*HP*PAYER*HOSPITAL*20260612*0930*7*X*005010X221A1~"


def claim(account, *more, status="1", number="ICN1", paid="80"):
    """A claim of 100; ``more`` are its further segments."""
    head = f"CLP*{account}*{status}*100*{paid}*0*MC*{number}*11*1~"
    return "".join([head, *(f"{each}~" for each in more)])


def transaction(*claims, control="0001", kind="835"):
    body = "BPR*I*80*C*ACH~TRN*1*12345*1512345678~DTM*405*20260611~N1*PR*PAYER~LX*1~"
    inner = f"ST*{kind}*{control}~{body}{''.join(claims)}"
    return f"{inner}SE*{inner.count('~') + 1}*{control}~"


def remittance(*claims, transactions=None):
    """The bytes of a file."""
    sets = [transaction(*claims)] if transactions is None else transactions
    text = f"{ISA}{GS}{''.join(sets)}GE*{len(sets)}*7~IEA*1*000000905~"
    return text.replace("~", "~\n").encode()
