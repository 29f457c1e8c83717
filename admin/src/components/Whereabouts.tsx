import { useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { headingOf, nameOf, titleOf } from "./pageName";

/** After the page has changed, the focus is at its beginning, unless something of it took the focus already. */
function moveFocus(): void {
  const main = document.querySelector("main");
  if (main && !main.contains(document.activeElement) && !document.querySelector('[aria-modal="true"]'))
    main.focus({ preventScroll: true });
}

/** The name of the page stands in the title of the window, and is said to those who do not see that the page has changed. */
export function Whereabouts() {
  const { t, i18n } = useTranslation();
  const router = useRouter();
  const [said, setSaid] = useState("");

  // biome-ignore lint/correctness/useExhaustiveDependencies: in another language the page has another name
  useEffect(() => {
    let wanted = 0;
    let arrived = false;
    const look = () => {
      const heading = headingOf(document);
      const name = nameOf(location.pathname, t, heading);
      const title = [titleOf(location.pathname, t, heading), t("product")].filter(Boolean).join(" · ");
      if (document.title !== title) document.title = title;
      if (!arrived || !name) return;
      arrived = false;
      setSaid(name);
    };
    // The heading of a record comes with its answer. At most once for each picture that is drawn.
    const changes = new MutationObserver(() => {
      cancelAnimationFrame(wanted);
      wanted = requestAnimationFrame(look);
    });
    look();
    changes.observe(document.getElementById("root") ?? document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
    // Of two steps of which the second begins before the first has ended, the router tells the place before both.
    let place = location.pathname;
    const stop = router.subscribe("onRendered", () => {
      if (location.pathname === place) return;
      place = location.pathname;
      arrived = true;
      moveFocus();
      look();
    });
    return () => {
      cancelAnimationFrame(wanted);
      changes.disconnect();
      stop();
    };
  }, [router, t, i18n.resolvedLanguage]);

  return (
    <div className="sr" aria-live="polite">
      {said}
    </div>
  );
}
