// The steps of a journey: one item each, kept while it stays, so that what somebody reads does not jump.

import * as data from "./data.js";
import { clone, element, write } from "./page.js";
import { seen } from "./seen.js";
import { isNoise, person, sentence, service } from "./sentences.js";
import * as words from "./words.js";

export class Steps {
  /** `load(version)` gives a version of the submission. */
  constructor(load) {
    this.load = load;
    this.list = document.getElementById("stappen-lijst");
    this.count = document.getElementById("stappen-aantal");
    this.items = new Map(); // position → item
    const less = document.getElementById("alleen-besluiten");
    less.addEventListener("change", () => this.list.classList.toggle("steps-less", less.checked));
  }

  clear() {
    this.items.clear();
    this.list.replaceChildren();
    write(this.count, "");
  }

  show(steps, erased) {
    const gone = new Set(erased);
    const byId = new Map(steps.map((step) => [step.id, step]));
    steps.forEach((step, index) => {
      const item = this.items.get(step.position) ?? this.make(step, byId);
      this.tell(item, step, gone);
      if (this.list.children[index] !== item) this.list.insertBefore(item, this.list.children[index] ?? null);
    });
    write(this.count, String(steps.length));
  }

  make(step, byId) {
    const item = clone("vorm-stap");
    item.id = `stap-${step.position}`;
    item.dataset.service = step.source.slice(step.source.lastIndexOf(":") + 1);
    item.classList.toggle("step-noise", isNoise(step));
    const put = (name, text) => write(item.querySelector(name), text);
    const time = item.querySelector("time");
    time.dateTime = step.time;
    write(time, words.atExactly(step.time));
    put(".step-position", words.say("journey.step", { position: step.position }));
    put(".step-what", sentence(step));
    put(".step-who", person(step.actor));
    item.querySelector(".step-who").title = step.actor;
    put(".step-service", service(step.source));
    put(".step-policy", step.policyversion ?? "");
    item.querySelector(".step-policy-row").hidden = !step.policyversion;
    item.querySelector(".step-cause").append(cause(step, byId));
    item.querySelector(".step-seen").replaceWith(...seen(step.seen, this.load));
    this.items.set(step.position, item);
    return item;
  }

  /** Its data; told again when texts that they name were erased meanwhile. */
  tell(item, step, gone) {
    const texts = data.keptFields(step.data);
    const told = String(texts.filter(([, { ref }]) => gone.has(ref)).length);
    if (item.dataset.erased === told) return;
    item.dataset.erased = told;
    item.querySelector(".step-kept").replaceChildren(...texts.map(([field, found]) => keptItem(field, found, gone)));
    item.querySelector(".step-data div").replaceChildren(data.list(step.data, step, gone));
  }
}

function keptItem(field, found, gone) {
  return element("li", "", `${field}: `, data.kept(found, gone));
}

/** What caused a step: the step before it, somebody, or something that is not part of this journey. */
function cause(step, byId) {
  const found = byId.get(step.causationid);
  if (found) {
    const link = element("a", "", words.say("journey.byStep", { position: found.position, name: sentence(found) }));
    link.href = `#stap-${found.position}`;
    link.addEventListener("click", (click) => go(click, found.position));
    return link;
  }
  if (!step.actor.startsWith("system;")) return words.say("journey.byPerson");
  return words.say("journey.byUnseen");
}

function go(click, position) {
  click.preventDefault();
  const target = document.getElementById(`stap-${position}`);
  const list = target.closest(".steps");
  if (list.classList.contains("steps-less") && target.classList.contains("step-noise")) {
    document.getElementById("alleen-besluiten").click();
  }
  target.focus();
  target.scrollIntoView({ block: "center" });
}
