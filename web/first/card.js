/* What one team looks like on the page. */

import { Countdown, spelled } from "./clock.js";
import { seatRing, seatStates } from "./ring.js";
import { language, say } from "./words.js";

const NAMES = 4;

function make(name, kind, ...children) {
  const element = document.createElement(name);
  if (kind) element.className = kind;
  element.append(...children);
  return element;
}

/* Write only what differs: an unchanged text neither repaints nor is read out again. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

const money = (amount) => `¥${amount}`;

/* Kinds whose name says more than how many a team is of. */
const NAMED = new Set(["LOTTERY", "TRIAL", "SUPER", "SECKILL"]);

/* What a team still waits for: members, or the payment of its last seats. */
export function need({ status, seatsLeft, seatsHeld }) {
  if (status !== "OPEN") return say(status);
  return seatsLeft || !seatsHeld ? say("need", { left: seatsLeft }) : say("last", { left: seatsHeld });
}

/* What a team is of, and what a piece costs in it. */
export const badge = (kind, size) => say(NAMED.has(kind) ? kind : "size", { size });
export const price = ({ amount }) => (Number(amount) ? money(amount) : say("free"));

export class Card {
  constructor(team) {
    this.countdown = new Countdown();
    this.states = null;
    this.picture = make("img", "dish");
    Object.assign(this.picture, { alt: "", width: 800, height: 800, decoding: "async" });
    this.table = make("div", "table", this.picture);
    this.title = make("h3");
    this.teamPrice = make("b", "price num");
    this.soloPrice = make("s", "num");
    this.badge = make("span", "badge");
    this.need = make("b", "need num");
    this.taken = make("span", "taken num");
    this.timeLabel = make("span");
    this.time = make("span", "time num");
    this.time.setAttribute("role", "timer");
    this.code = make("span", "code num");
    this.who = make("p", "who");
    this.element = make("li", "card", this.table, this.facts());
    this.show(team);
  }

  facts() {
    const prices = make("p", "prices", this.teamPrice, " ", this.soloPrice);
    const seats = make("p", "seats", this.need, " ", this.taken);
    const clock = make("p", "clock", this.timeLabel, " ", this.time);
    const foot = make("p", "foot", this.badge, this.code);
    return make("div", "facts", foot, this.title, prices, seats, clock, this.who);
  }

  get name() {
    const { product, title } = this.team.campaign;
    return (language.now === "en" ? product.titleEn : product.title) || title;
  }

  show(team) {
    const formedBefore = this.team ? this.formed : null;
    this.team = team;
    const { campaign, size, seatsLeft, seatsHeld, status, code } = team;
    write(this.title, this.name);
    const picture = campaign.product.pictures[0];
    if (picture && this.picture.getAttribute("src") !== picture) this.picture.src = picture;
    write(this.teamPrice, price(campaign.teamPrice));
    write(this.soloPrice, say("solo", { price: money(campaign.soloPrice.amount) }));
    write(this.badge, badge(campaign.kind, size));
    write(this.code, say("code", { code }));
    const open = status === "OPEN";
    write(this.need, need(team));
    write(this.taken, open && seatsLeft && seatsHeld ? say("taken", { held: seatsHeld }) : "");
    this.element.dataset.state = open ? (seatsLeft === 1 ? "nearly" : "open") : status.toLowerCase();
    write(this.who, this.seated());
    this.ring(formedBefore === false && this.formed);
  }

  get formed() {
    return ["FORMED", "DRAWING", "SETTLED"].includes(this.team.status);
  }

  seated() {
    const names = this.team.seats
      .filter(({ state, member }) => member && state !== "HELD" && state !== "RELEASED")
      .map(({ member }) => member.displayName);
    if (!names.length) return say("nobody");
    const some = names.slice(0, NAMES).join(say("join"));
    const count = this.team.seatsFilled;
    return say("seated", { names: count > NAMES ? say("more", { names: some, count }) : some });
  }

  ring(closing) {
    const { size, seatsFilled, seatsHeld, seatsLeft } = this.team;
    const states = seatStates(this.team);
    const label = say("ring", { size, filled: seatsFilled, held: seatsHeld, left: seatsLeft });
    const look = JSON.stringify([states, label, this.formed]);
    if (look === this.look) return;
    const ring = seatRing(states, { label, formed: this.formed, closing, before: this.states });
    this.table.querySelector("svg")?.remove();
    this.table.prepend(ring);
    this.states = states;
    this.look = look;
  }

  /* `now` is on the server's clock. At zero we wait for the server's word, whatever it will be. */
  tick(now) {
    const open = this.team.status === "OPEN";
    if (!open || now === null) {
      write(this.timeLabel, "");
      write(this.time, "");
      return;
    }
    const left = this.countdown.secondsLeft(Date.parse(this.team.closesAt), now);
    const confirming = this.team.confirming || left === 0;
    this.element.classList.toggle("confirming", confirming);
    const { days, clock } = spelled(left);
    write(this.timeLabel, confirming ? "" : say("left"));
    write(this.time, confirming ? say("confirming") : (days ? say("days", { days }) : "") + clock);
  }
}
