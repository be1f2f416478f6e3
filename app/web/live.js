// Live editing: shows what was saved as soon as the server says that something changed.
(() => {
  const script = document.currentScript;
  const { page } = script.dataset;
  let { state } = script.dataset;
  let wanted = state;
  let source;
  let busy = false;

  const pause = (time) => new Promise((done) => setTimeout(done, time));

  // Which page the server has here now; undefined when it does not answer.
  const look = () =>
    fetch(location.href, { method: 'HEAD', cache: 'no-store' }).catch(() => undefined);

  const find = async () => {
    let answer = await look();
    if (answer && !answer.ok) {
      // Some editors take a file away for a moment while they write it.
      await pause(150);
      answer = await look();
    }
    return answer && (answer.headers.get('X-Live') ?? '');
  };

  // The old stylesheet stays until the new one is there: nothing flashes.
  const refreshStyles = (version) => {
    for (const old of document.querySelectorAll('link[rel=stylesheet]')) {
      const url = new URL(old.href);
      if (url.origin !== location.origin || old.dataset.old) continue;
      const link = old.cloneNode();
      url.searchParams.set('live', version);
      link.href = url;
      old.dataset.old = 'true';
      link.onload = link.onerror = () => old.remove();
      old.after(link);
    }
  };

  const follow = async (told) => {
    wanted = told;
    if (busy) return;
    busy = true;
    while (wanted !== state) {
      const seen = wanted;
      const found = await find();
      if (found === undefined) break; // told again on the next connection
      if (found !== page) {
        location.reload(); // the browser keeps the place
        return;
      }
      refreshStyles(seen);
      state = seen;
    }
    busy = false;
  };

  const stop = () => {
    source?.close();
    source = undefined;
  };

  // A browser opens six connections to a server: a tab that nobody sees leaves them to the others.
  const listen = () => {
    if (source || document.hidden) return;
    source = new EventSource(new URL('live', script.src));
    source.onmessage = (event) => follow(event.data);
    source.onerror = () => {
      if (source?.readyState !== EventSource.CLOSED) return; // it tries again by itself
      stop();
      setTimeout(listen, 500);
    };
  };

  document.addEventListener('visibilitychange', () => (document.hidden ? stop() : listen()));
  addEventListener('pagehide', stop);
  addEventListener('pageshow', listen);
  listen();
})();
