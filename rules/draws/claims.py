"""What a draw proves by its mode and its chain, and what it does not, in words for everybody."""

from rules.beacons import QUICKNET, Chain
from rules.particulars import DrawMode

BY_COMMITMENT = (
    "开团时公布了秘密的指纹，付款时每人拿到签名回执：开奖用的正是那个秘密，"
    "回执里的席位一个也没有改。/ A fingerprint of the secret was published when the team "
    "opened, and every payer holds a signed receipt: the secret that decided is that one, "
    "and no receipted seat was changed."
)
NOT_BY_COMMITMENT = (
    "它防不住自己也参加的平台：谁知道秘密又能占到最后一席，就能事先试算，"
    "换身份直到自己中奖；也可以一直不开，等到作废退款。所以我们不说它“可证公平”。/ "
    "It does not stop an operator who also plays: whoever knows the secret and takes the "
    "last seat can try identities beforehand until one of them wins, and can withhold the "
    "draw until it is void and refunded. So we do not call it provably fair."
)
BY_QUICKNET = (
    "可证公平：名单锁定之后，由许多机构共同产生的公共随机数才出现，中奖者由它决定，"
    "任何人都能自己算出来。/ Provably fair: the winners follow from a public random number "
    "that many parties make together, and that did not exist when the entries were locked. "
    "Anybody can compute them."
)
BY_ANOTHER_CHAIN = (
    "中奖者由规则所写的那条链、锁定时刻所定的那一轮算出，任何人都能自己算。这条链不是 drand "
    "的公共链：它只和握着密钥的人一样可信。/ The winners follow from the round that the lock "
    "dictates, of the chain that the rules name; anybody can compute them. That chain is not "
    "drand's public one: it is as good as whoever holds its key."
)
NOT_BY_ANOTHER_CHAIN = (
    "谁握着这条链的密钥，谁就能在名单锁定之前知道结果。平台自己的链只供演示，什么也不证明。"
    "所以我们不说它“可证公平”。/ Whoever holds this chain's key can know the winners before the "
    "entries are locked. A chain of our own is for demos and proves nothing. So we do not call "
    "it provably fair."
)
NOT_BY_BEACON = (
    "文件本身不能证明名单锁定在先：那要靠别人手里的锁定回执。它也不证明席位后面是不同的人，"
    "或奖品已经寄到。随机数一出现，人人都能算出中奖者，所以首个揭晓在十秒之后。/ "
    "The file alone does not prove that the entries were locked first: lock receipts kept "
    "by others do. Nor that different people stand behind the seats, or that the prizes "
    "arrived. Anybody can compute the winners once the number is out, ten seconds before "
    "the first of them is shown."
)


def proves(mode: DrawMode, chain: Chain | None) -> str:
    """Return what a draw of this mode proves; only one that drand's quicknet decides is fair.

    Another chain may be anybody's, and has its holder's word alone behind it.
    """
    if mode is DrawMode.OPERATOR_COMMIT:
        return BY_COMMITMENT
    return BY_QUICKNET if chain == QUICKNET else BY_ANOTHER_CHAIN


def does_not_prove(mode: DrawMode, chain: Chain | None) -> str:
    """Return what a draw of this mode and chain leaves open."""
    if mode is DrawMode.OPERATOR_COMMIT:
        return NOT_BY_COMMITMENT
    return NOT_BY_BEACON if chain == QUICKNET else f"{NOT_BY_ANOTHER_CHAIN}\n{NOT_BY_BEACON}"
