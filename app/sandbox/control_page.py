"""How the control page of the sandbox provider looks: switches, and what was paid last."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

from app.sandbox import words
from app.sandbox.deeds import MOST_TIMES, Deed
from app.sandbox.fates import FALSE
from app.sandbox.mischief import Mischief
from app.sandbox.pages import shanghai, yuan
from app.sandbox.payments import Payment
from app.sandbox.switches import (
    ALL,
    ANSWERS,
    MONEY,
    NOTIFICATIONS,
    REFUNDS,
    TRANSFERS,
    Kind,
    Switch,
    Value,
)
from app.sandbox.words import Words

_FOLDER = Path(__file__).parent / "assets"
_FRAME = Template((_FOLDER / "control.html").read_text(encoding="utf-8"))
_PAYMENT = Template((_FOLDER / "control_payment.html").read_text(encoding="utf-8"))
_CLOSED_DOOR = (_FOLDER / "control_closed.html").read_text(encoding="utf-8")

_GROUPS = {
    "notifications": NOTIFICATIONS,
    "money": MONEY,
    "refunds": REFUNDS,
    "transfers": TRANSFERS,
    "answers": ANSWERS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the page shows: the switches, what is held back, and the payments made last."""

    told: Mischief
    held: int
    payments: Sequence[tuple[Payment, int]]


def control(seen: Seen, *, prefix: str, here: str, said: str, is_wrong: bool = False) -> str:
    """Return the page; ``said`` is what came of the last thing that was pressed."""
    shown = seen.told.shown()
    groups = "".join(_group(name, shown) for name in _GROUPS)
    tone = "wrong" if is_wrong else "done"
    return _FRAME.substitute(
        prefix=escape(prefix),
        here=escape(here),
        said=f'<p class="said {tone}" role="status">{said}</p>' if said else "",
        state=_state(seen),
        groups=groups,
        payments="".join(_payment(each, n, here=here) for each, n in seen.payments)
        or '<p class="note">还没有支付单。 <span class="en" lang="en">No payments yet.</span></p>',
    )


def closed_door() -> str:
    """Return the page for whoever has no key."""
    return _CLOSED_DOOR


def said_about(code: str, answers: Sequence[str]) -> str:
    """Return what came of what was pressed, and what the shop answered to each copy."""
    if code not in words.SAID:
        return ""
    told = _both(words.SAID[code])
    if not answers:
        return told
    counted = "，".join(
        f"{'没有答复 none' if answer == '-' else answer} × {n}"
        for answer, n in sorted(Counter(answers).items())
    )
    return f"{told}<br>商家的答复 <span lang='en'>The shop answered</span>: {escape(counted)}"


def said_no(code: str, message: str) -> str:
    """Return what was wrong with what was pressed; it changed nothing."""
    return (
        f"没有改动：{escape(message)} <span lang='en'>Nothing was changed</span> ({escape(code)})"
    )


def _state(seen: Seen) -> str:
    on = [name for name, value in seen.told.shown().items() if value != _off(name)]
    zh, en = "现在一切正常，像一家诚实的支付渠道。", "All is calm: an honest provider."
    if on:
        zh = f"正在捣乱：{'；'.join(words.SWITCHES[name].zh for name in on)}。"
        en = f"On: {'; '.join(words.SWITCHES[name].en for name in on)}."
    if seen.held:
        zh += f"攒着 {seen.held} 条通知。"
        en += f" {seen.held} notifications are held back."
    return f'<p class="now">{zh}</p><p class="en" lang="en">{en}</p>'


def _off(name: str) -> Value:
    return Mischief().shown()[name]


def _group(name: str, shown: dict[str, Value]) -> str:
    rows = "".join(_row(switch, shown[switch.name]) for switch in _GROUPS[name])
    title = words.TITLES[name]
    return (
        f'<fieldset><legend>{title.zh} <span class="en" lang="en">{title.en}</span></legend>'
        f"{rows}</fieldset>"
    )


def _row(switch: Switch, value: Value) -> str:
    label = words.SWITCHES[switch.name]
    is_on = value != switch.off
    was = _typed(value)
    return (
        f'<label class="switch{" on" if is_on else ""}"><span>{label.zh}'
        f'<span class="en" lang="en">{label.en}</span></span>{_input(switch, value)}</label>'
        f'<input type="hidden" name="was.{switch.name}" value="{escape(was)}">'
    )


def _input(switch: Switch, value: Value) -> str:
    name = switch.name
    if switch.kind is Kind.TRUTH:
        checked = " checked" if value else ""
        return f'<input type="checkbox" name="{name}" value="on"{checked}>'
    if switch.kind is Kind.CHOICE:
        options = "".join(
            f'<option value="{each}"{" selected" if each == value else ""}>'
            f"{words.CHOICES[each].zh} {words.CHOICES[each].en}</option>"
            for each in switch.choices
        )
        return f'<select name="{name}">{options}</select>'
    typed = escape(_typed(value))
    if switch.kind is Kind.TIMES:
        hint = f"0–{switch.most}, {ALL}"
        return (
            f'<input type="text" name="{name}" value="{typed}" pattern="[0-9]{{1,5}}|{ALL}"'
            f' title="{hint}" placeholder="{hint}" size="6" autocomplete="off">'
        )
    least = 1 if switch.kind is Kind.FEN else 0
    return (
        f'<input type="number" name="{name}" value="{typed}" min="{least}" max="{switch.most}"'
        ' inputmode="numeric" autocomplete="off">'
    )


def _typed(value: Value) -> str:
    if isinstance(value, bool):
        return "on" if value else ""
    return "" if value is None else str(value)


def _payment(payment: Payment, receipts: int, *, here: str) -> str:
    buttons = {deed.name.lower(): _both(words.DEEDS[deed]) for deed in Deed}
    press = Deed.PAY if payment.status == "PENDING" else Deed.PAY_LATE
    falsehoods = "".join(
        f'<option value="{fate}">{words.FALSEHOODS[fate].zh} {words.FALSEHOODS[fate].en}</option>'
        for fate in FALSE
    )
    return _PAYMENT.substitute(
        buttons,
        here=escape(here),
        press=f'<button class="ghost" name="deed" value="{press}">{buttons[press]}</button>',
        number=escape(payment.asked.number),
        subject=escape(payment.asked.subject or "—"),
        amount=yuan(payment.asked.asked_fen),
        state=payment.status.lower(),
        word=_both(words.STATUSES[payment.status]),
        until=shanghai(payment.asked.expires_at),
        taken=f"¥{yuan(payment.received_fen)}（{receipts} 笔）" if receipts else "—",
        back=f"¥{yuan(payment.refunded_fen)}" if payment.refunded_fen else "—",
        wrong=max(1, payment.asked.asked_fen - 1),
        most_times=MOST_TIMES,
        falsehoods=falsehoods,
    )


def _both(said: Words) -> str:
    return f'{said.zh} <span lang="en">{said.en}</span>'
