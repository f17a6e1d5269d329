"use strict";
(() => {
  const copy = document.querySelector("button.copy");
  if (copy) {
    const letter = document.getElementById("letter");
    const status = copy.parentElement.querySelector("[role=status]");
    const select = () => getSelection().selectAllChildren(letter);
    // Where the browser gives no clipboard to a file, the older way still copies what is selected.
    const byHand = () => {
      select();
      const done = document.execCommand("copy");
      if (done) getSelection().removeAllRanges();
      return done;
    };
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      let done = true;
      try {
        await navigator.clipboard.writeText(letter.textContent);
      } catch {
        done = byHand();
      }
      status.textContent = done ? copy.dataset.done : copy.dataset.failed;
    });
  }

  const fold = document.querySelector("button.fold");
  fold.hidden = false;
  fold.addEventListener("click", () => {
    const all = [...document.querySelectorAll("details")];
    const open = !all.every((one) => one.open);
    for (const one of all) one.open = open;
    fold.textContent = open ? fold.dataset.fold : fold.dataset.unfold;
  });
})();
