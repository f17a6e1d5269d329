"use strict";
(() => {
  // News as they come: all that changed since the page was made, or since what it was last told.
  const list = document.querySelector("ul.rows[data-live]");
  let change = document.body.dataset.change;
  let events;
  const show = (news) => {
    const made = document.createElement("template");
    made.innerHTML = news.row.trim(); // ours, and escaped there
    const shown = document.querySelectorAll(`[data-dossier="${news.id}"]`);
    for (const one of shown) {
      if (!one.matches("[data-page]")) one.replaceWith(made.content.cloneNode(true));
      else if (news.isBusy) one.querySelector("[data-line]").textContent = news.line;
      else location.reload();
    }
    if (shown.length || !list || !news.row) return;
    list.prepend(made.content);
    document.querySelector(".none")?.remove();
  };
  const watch = () => {
    events = new EventSource(`/evenements?after=${change}`);
    events.addEventListener("news", (event) => {
      change = event.lastEventId;
      JSON.parse(event.data).forEach(show);
    });
    events.addEventListener("error", () => {
      events.close(); // it would give up by itself where the server has too many to tell
      setTimeout(watch, 3000);
    });
  };
  if (list || document.querySelector("[data-busy]")) {
    watch();
    addEventListener("pagehide", () => events.close());
    addEventListener("pageshow", (event) => event.persisted && location.reload());
  }

  // Files dropped, by folder: each is a dossier of its own, loose files are one together.
  const form = document.querySelector("form.drop");
  if (!form) return;
  const told = form.querySelector(".sending");
  const chosen = form.querySelector("input[type=file]");

  const inside = async (entry, path) => {
    if (/^(\.|thumbs\.db$|desktop\.ini$|__macosx$)/i.test(entry.name)) return [];
    if (entry.isFile) {
      const file = await new Promise((done, failed) => entry.file(done, failed));
      return [{ file, name: path + file.name }];
    }
    const reader = entry.createReader();
    const found = [];
    for (;;) {
      const some = await new Promise((done, failed) => reader.readEntries(done, failed));
      if (!some.length) return found;
      for (const one of some) found.push(...(await inside(one, `${path}${entry.name}/`)));
    }
  };

  const send = (files) =>
    new Promise((done) => {
      const line = told.appendChild(document.createElement("li"));
      const name = files[0].name.split("/")[0];
      const fail = (why) => {
        line.className = "fault";
        line.setAttribute("role", "alert");
        line.textContent = `${form.dataset.refused} (${name}) : ${why}`;
        done(null);
      };
      const total = files.reduce((sum, one) => sum + one.file.size, 0);
      if (total > Number(form.dataset.max)) return fail(form.dataset.tooLarge);
      const body = new FormData(form);
      body.delete("files");
      for (const one of files) body.append("files", one.file, one.name);
      const request = new XMLHttpRequest();
      request.open("POST", "/api/dossiers");
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => {
        const share = event.total ? Math.round((100 * event.loaded) / event.total) : 0;
        line.textContent = `${form.dataset.sending} : ${name}, ${share} %`;
      });
      request.addEventListener("load", () => {
        if (request.status !== 202) return fail(request.response?.detail ?? request.status);
        line.remove();
        done(request.response.id);
      });
      request.addEventListener("error", () => fail(form.dataset.lost));
      request.send(body);
    });

  const give = async (dossiers) => {
    told.replaceChildren();
    const ids = [];
    for (const files of dossiers) if (files.length) ids.push(await send(files));
    if (ids.length === 1 && ids[0]) location.assign(`/dossiers/${ids[0]}`);
    else if (ids.every(Boolean)) form.reset();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    give([[...chosen.files].map((file) => ({ file, name: file.name }))]);
  });
  for (const kind of ["dragover", "dragenter"]) {
    addEventListener(kind, (event) => {
      event.preventDefault();
      form.classList.add("over");
    });
  }
  addEventListener("dragleave", (event) => event.relatedTarget || form.classList.remove("over"));
  addEventListener("drop", async (event) => {
    event.preventDefault();
    form.classList.remove("over");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const loose = [];
    const dossiers = [];
    for (const entry of entries) {
      if (entry.isDirectory) dossiers.push(await inside(entry, ""));
      else loose.push(...(await inside(entry, "")));
    }
    if (!entries.length) loose.push(...[...event.dataTransfer.files].map((file) => ({ file, name: file.name })));
    give([loose, ...dossiers]);
  });
})();
