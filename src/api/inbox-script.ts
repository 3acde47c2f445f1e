import type { FastifyInstance } from "fastify";

/** How long browsers keep it, s: a change of it is on every page after an hour. */
const MOST_AGE_SECONDS = 3_600;

/**
 * `GET /attune-inbox.js`: fills a page's slots and shows the messages of the visitor's inbox. It makes elements and sets their text: nothing of a message
 * is ever taken for HTML, and only http(s) links are followed.
 *
 *     <div data-attune-slot="home-banner"></div> <div data-attune-inbox></div>
 *     <script src="https://…/attune-inbox.js"></script>
 *     <script>attuneInbox.start({ writeKey: "…", anonymousId: analytics.user().anonymousId() })</script>
 *
 * A known person: `userId` with `userToken`. What the page is about: `properties`; how long its slots wait: `timeoutMs`. A page that shows messages its own way listens to `attune:message` on the document and prevents the default.
 */
const SCRIPT = `(function () {
  "use strict";
  var home = new URL(document.currentScript.src).origin;

  function start(options) {
    var who = options.userId
      ? { userId: options.userId, userToken: options.userToken }
      : { anonymousId: options.anonymousId };
    var key = "?writeKey=" + encodeURIComponent(options.writeKey);
    var known = new Set();

    function post(path, body) {
      return fetch(home + path + key, { method: "POST", keepalive: true, body: JSON.stringify(Object.assign({}, who, body)) });
    }

    function tell(id, action) {
      return post("/v1/inbox/" + encodeURIComponent(id), { action: action }).catch(function () {});
    }

    function take(message, place) {
      if (known.has(message.id) || Date.parse(message.expiresAt) <= Date.now()) return;
      known.add(message.id);
      var event = new CustomEvent("attune:message", { detail: message, cancelable: true });
      if (document.dispatchEvent(event) && place) show(message, place);
    }

    function show(message, place) {
      var box = document.createElement("section");
      box.className = "attune-message";
      box.setAttribute("aria-label", message.title);
      add(box, "h2", message.title);
      add(box, "p", message.text);
      if (message.coupon) add(box, "code", message.coupon);
      var url = linkOf(message.url);
      if (url) {
        var link = add(box, "a", options.linkText || message.title);
        link.href = url;
        link.addEventListener("click", function () { tell(message.id, "clicked"); });
      }
      var close = add(box, "button", "\\u00d7");
      close.type = "button";
      close.setAttribute("aria-label", options.closeText || "Close");
      close.addEventListener("click", function () {
        box.remove();
        tell(message.id, "dismissed");
      });
      place.appendChild(box);
      whenSeen(box, function () { tell(message.id, "shown"); });
    }

    document.querySelectorAll("[data-attune-slot]").forEach(function (place) {
      post("/v1/decisions", { slot: place.dataset.attuneSlot, properties: options.properties, timeoutMs: options.timeoutMs })
        .then(function (answer) { return answer.ok ? answer.json() : {}; })
        .then(function (answer) { if (answer.message) take(answer.message, place); })
        .catch(function () {});
    });

    var query = key;
    Object.keys(who).forEach(function (name) {
      if (who[name] !== undefined) query += "&" + name + "=" + encodeURIComponent(who[name]);
    });
    var stream = new EventSource(home + "/v1/inbox" + query);
    stream.onmessage = function (event) {
      var message = JSON.parse(event.data);
      take(message, placeOf(message.slot));
    };
    return { close: function () { stream.close(); }, tell: tell };
  }

  function placeOf(slot) {
    var places = Array.from(document.querySelectorAll("[data-attune-slot]"));
    var own = slot && places.find(function (place) { return place.dataset.attuneSlot === slot; });
    return own || document.querySelector("[data-attune-inbox]");
  }

  function add(parent, name, text) {
    var child = document.createElement(name);
    child.textContent = text;
    return parent.appendChild(child);
  }

  function linkOf(text) {
    try {
      var url = new URL(text, location.href);
      return text && /^https?:$/.test(url.protocol) ? url.href : undefined;
    } catch (_) {
      return undefined;
    }
  }

  function whenSeen(box, then) {
    var observer = new IntersectionObserver(function (entries) {
      if (!entries.some(function (entry) { return entry.isIntersecting; })) return;
      observer.disconnect();
      then();
    }, { threshold: 0.5 });
    observer.observe(box);
  }

  window.attuneInbox = { start: start };
})();
`;

export function inboxScriptRoute(app: FastifyInstance): void {
  app.get("/attune-inbox.js", { schema: { hide: true } }, (_request, reply) =>
    reply
      .header("content-type", "text/javascript; charset=utf-8")
      .header("cache-control", `public, max-age=${MOST_AGE_SECONDS}`)
      .header("cross-origin-resource-policy", "cross-origin")
      .header("x-content-type-options", "nosniff")
      .send(SCRIPT),
  );
}
