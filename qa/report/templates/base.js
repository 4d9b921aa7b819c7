"use strict";
/* Shared by all pages: the theme, what is remembered, small helpers. Pages can be read without any of it. */
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => Array.from(root.querySelectorAll(selector));
const remember = (key, value) => { try { localStorage.setItem("dragoman." + key, value); } catch { /* private window, file with no storage */ } };
const remembered = (key) => { try { return localStorage.getItem("dragoman." + key); } catch { return null; } };
const say = (words) => { const place = $("#said"); if (place) place.textContent = words; };
const typing = (event) => event.ctrlKey || event.metaKey || event.altKey || (/^(input|select|textarea)$/i.test(event.target.tagName || "") && event.target.type !== "checkbox");

const THEMES = ["system", "light", "dark"];
const setTheme = (theme) => {
  if (theme === "system") delete document.documentElement.dataset.theme; else document.documentElement.dataset.theme = theme;
  $("#theme").textContent = "Theme: " + theme;
  remember("theme", theme);
};
setTheme(THEMES.includes(remembered("theme")) ? remembered("theme") : "system");
$("#theme").addEventListener("click", () => setTheme(THEMES[(THEMES.indexOf(remembered("theme") || "system") + 1) % THEMES.length]));

/* Under dragoman serve the address that it prints brings the desk's token; it is kept, and taken out of the address bar. */
const TOKEN = /[#?&]token=([A-Za-z0-9_-]{20,200})/;
const served = /^https?:$/.test(location.protocol);
const brought = served && TOKEN.exec(location.hash + location.search);
if (brought) {
  remember("token", brought[1]);
  history.replaceState(null, "", location.pathname);
}
