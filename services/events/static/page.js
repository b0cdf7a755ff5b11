// Small things that every part of the page does with the document. Text is only ever written as text.

/** A fresh copy of what a <template> holds. */
export function clone(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

/** Writes a text, and leaves the element alone when it already says so. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** An element with a class and children, which are elements or plain texts. */
export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** One of the page's icons; it says nothing itself. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** The sections that stand for a stage, in the order of the pipeline. */
export const stages = () => [...document.querySelectorAll("section[data-stage]")];
