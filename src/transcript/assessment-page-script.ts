/**
 * What the page of an assessment does in a browser: it plays the recording, draws it from its samples, lets the words
 * light up and plays one that is clicked. It writes texts only as texts, and asks nothing of any network.
 */
export const ASSESSMENT_SCRIPT = `
(() => {
  "use strict";
  const find = (selector) => document.querySelector(selector);
  const { words, duration } = JSON.parse(find("#data").textContent);
  const buttons = [...document.querySelectorAll(".word")];
  const audio = find("audio");
  const strip = find(".strip");
  const canvas = find("canvas");
  const play = find(".play");
  const clock = find(".time");
  const trouble = find(".trouble");
  const HEIGHT = 138, WAVE = 104, WIDEST = 12000, MOST_PIXELS = 30000, PIXELS_A_SECOND = 110, COLUMNS = 24000;
  /* Words run into one another: a little of both sides is heard as well. */
  const AROUND = 0.04;
  let chosen = -1, now = -1, stopAt = null, peaks = null, drawn = null;

  const length = () => (audio && Number.isFinite(audio.duration) && audio.duration) || duration || 1;
  const shown = (seconds) => seconds === null ? "" : seconds.toFixed(2);
  const make = (name, className, text) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };

  const tell = (index) => {
    const { word, start, end, said, score, band, phones } = words[index];
    const parts = [make("h2", "", word + (said ? (start === null ? "" : ", " + shown(start) + " to " + shown(end) + " s") + (score === null ? "" : ", " + Math.round(score) + " of 100") : ": not said"))];
    if (phones.length > 0) {
      const table = make("table"), head = make("tr"), misheard = phones.some(({ heard }) => heard !== null);
      for (const name of ["sound", ...(misheard ? ["heard"] : []), "from", "score", ""]) head.append(make("th", "", name));
      table.append(head);
      for (const phone of phones) {
        const row = make("tr", phone.band || "none"), bar = make("td", "bar"), filled = make("span");
        filled.style.width = (phone.score === null ? 0 : Math.max(0, Math.min(100, phone.score))) + "%";
        if (phone.score !== null) bar.append(filled);
        row.append(make("td", "", phone.phone));
        if (misheard) row.append(make("td", "", phone.heard === null ? "" : phone.heard));
        row.append(make("td", "", shown(phone.start)), make("td", "", phone.score === null ? "" : String(Math.round(phone.score))), bar);
        table.append(row);
      }
      parts.push(table);
    } else if (said) parts.push(make("p", "hint", "Nothing is known of its sounds."));
    find("#detail").replaceChildren(...parts);
  };

  const choose = (index) => {
    if (index < 0 || index >= words.length) return;
    buttons.forEach((button, at) => button.classList.toggle("chosen", at === index));
    chosen = index;
    tell(index);
    drawn = null;
    paint();
    if (words[index].start !== null) reveal(words[index].start);
  };

  const hear = (index) => {
    choose(index);
    const { start, end } = words[index];
    if (!audio || start === null) return;
    audio.currentTime = Math.max(0, start - AROUND);
    stopAt = (end === null ? start + 0.4 : end) + AROUND;
    audio.play().catch(() => {});
  };

  const xOf = (seconds) => (seconds / length()) * canvas.clientWidth;
  const reveal = (seconds) => {
    if (!strip || strip.scrollWidth <= strip.clientWidth) return;
    const x = xOf(seconds);
    if (x < strip.scrollLeft + 40 || x > strip.scrollLeft + strip.clientWidth - 80) strip.scrollLeft = x - strip.clientWidth / 3;
  };

  const paint = () => {
    if (!canvas) return;
    const style = getComputedStyle(document.documentElement);
    const color = (name) => style.getPropertyValue("--" + name).trim();
    const width = Math.max(strip.clientWidth, Math.min(WIDEST, Math.round(length() * PIXELS_A_SECOND)));
    const scale = Math.min(devicePixelRatio || 1, MOST_PIXELS / width);
    if (!drawn || drawn.width !== Math.round(width * scale)) drawn = picture(width, scale, color);
    if (canvas.width !== drawn.width) {
      canvas.width = drawn.width;
      canvas.height = drawn.height;
      canvas.style.width = width + "px";
      canvas.style.height = HEIGHT + "px";
    }
    const pen = canvas.getContext("2d");
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(drawn, 0, 0);
    pen.fillStyle = color("accent");
    pen.fillRect(Math.round((audio.currentTime / length()) * canvas.width) - scale, 0, 2 * scale, WAVE * scale);
  };

  const picture = (width, scale, color) => {
    const sheet = document.createElement("canvas");
    sheet.width = Math.round(width * scale);
    sheet.height = Math.round(HEIGHT * scale);
    const pen = sheet.getContext("2d");
    pen.scale(scale, scale);
    const at = (seconds) => (seconds / length()) * width;
    const tones = new Array(width).fill(color("wave"));
    words.forEach(({ start, end, band }, index) => {
      if (start === null || end === null) return;
      const from = at(start), to = at(end);
      pen.fillStyle = color((band || "none") + "-wash");
      pen.fillRect(from + 0.5, 0, Math.max(1, to - from - 1), WAVE);
      if (index === chosen) {
        pen.strokeStyle = color("accent");
        pen.strokeRect(from + 0.5, 0.5, to - from - 1, WAVE - 1);
      }
      tones.fill(color(band || "none"), Math.max(0, Math.floor(from)), Math.max(0, Math.ceil(to)));
    });
    const middle = WAVE / 2;
    for (let x = 0; x < width; x++) {
      const part = peaks === null ? 0 : loudest(Math.floor((x / width) * peaks.length), Math.ceil(((x + 1) / width) * peaks.length));
      const half = Math.max(0.5, part * (middle - 5));
      pen.fillStyle = tones[x];
      pen.fillRect(x, middle - half, 1, 2 * half);
    }
    pen.font = "13px system-ui, sans-serif";
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    let free = 0;
    words.forEach(({ word, start, end, band }) => {
      if (start === null || end === null) return;
      const room = pen.measureText(word).width, half = room / 2;
      const center = Math.min(width - half, Math.max(half, at((start + end) / 2)));
      if (center - half < free) return;
      pen.fillStyle = color(band || "none");
      pen.fillText(word, center, WAVE + 19);
      free = center + half + 6;
    });
    return sheet;
  };

  const loudest = (from, to) => {
    let most = 0;
    for (let at = from; at < to; at++) if (peaks[at] > most) most = peaks[at];
    return most;
  };

  /* Only a recording that is in the page itself can be looked into: a page of a folder may not read other files. */
  const listen = async () => {
    const source = audio.getAttribute("src");
    if (!source.startsWith("data:")) return;
    const text = atob(source.slice(source.indexOf(",") + 1));
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
    const sound = await new OfflineAudioContext(1, 1, 16000).decodeAudioData(bytes.buffer);
    const columns = Math.min(COLUMNS, sound.length);
    const found = new Float32Array(columns);
    let top = 0.01;
    for (let channel = 0; channel < sound.numberOfChannels; channel++) {
      const samples = sound.getChannelData(channel);
      for (let at = 0; at < samples.length; at++) {
        const column = Math.floor((at / samples.length) * columns), level = Math.abs(samples[at]);
        if (level > found[column]) found[column] = level;
        if (level > top) top = level;
      }
    }
    peaks = found.map((level) => level / top);
    drawn = null;
    paint();
  };

  const light = (index) => {
    if (index === now) return;
    if (buttons[now]) buttons[now].classList.remove("now");
    if (buttons[index]) buttons[index].classList.add("now");
    now = index;
  };

  const tick = () => {
    const at = audio.currentTime;
    if (stopAt !== null && at >= stopAt) {
      stopAt = null;
      audio.pause();
    }
    light(audio.paused ? -1 : words.findIndex(({ start, end }) => start !== null && end !== null && at >= start && at < end));
    clock.textContent = at.toFixed(1) + " / " + length().toFixed(1) + " s";
    if (!audio.paused) {
      reveal(at);
      requestAnimationFrame(tick);
    }
    paint();
  };

  const toggle = () => {
    stopAt = null;
    if (audio.paused) audio.play().catch(() => {});
    else audio.pause();
  };

  buttons.forEach((button, index) => button.addEventListener("click", () => hear(index)));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select, audio")) return;
    const steps = { ArrowRight: chosen + 1, ArrowLeft: chosen < 0 ? 0 : chosen - 1, Home: 0, End: words.length - 1 };
    if (event.key in steps) {
      const index = Math.max(0, Math.min(words.length - 1, steps[event.key]));
      choose(index);
      if (buttons[index]) buttons[index].focus();
    } else if (event.key === " " && audio && !event.target.closest("button")) toggle();
    else return;
    event.preventDefault();
  });

  if (audio) {
    audio.hidden = true;
    find(".player").hidden = false;
    play.addEventListener("click", toggle);
    find("#rate").addEventListener("change", (event) => { audio.playbackRate = Number(event.target.value); });
    canvas.addEventListener("click", ({ offsetX }) => {
      stopAt = null;
      audio.currentTime = (offsetX / canvas.clientWidth) * length();
      tick();
    });
    for (const type of ["play", "pause"]) audio.addEventListener(type, () => {
      play.textContent = audio.paused ? "Play" : "Pause";
      requestAnimationFrame(tick);
    });
    for (const type of ["loadedmetadata", "seeked"]) audio.addEventListener(type, tick);
    audio.addEventListener("error", () => { trouble.hidden = false; });
    const redraw = () => { drawn = null; paint(); };
    addEventListener("resize", redraw);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
    if (audio.error) trouble.hidden = false;
    tick();
    listen().catch(() => {});
  }
  const worst = words.reduce((least, { score }, index) => score !== null && (least < 0 || score < words[least].score) ? index : least, -1);
  if (words.length > 0) choose(Math.max(0, worst));
})();
`;
