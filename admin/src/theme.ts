import { createTheme, type MantineColorsTuple } from "@mantine/core";

const INK: MantineColorsTuple = [
  "#eceefa",
  "#d6daf4",
  "#b5beef",
  "#a9b4ff",
  "#7f8cf0",
  "#6673e0",
  "#5261d6",
  "#3a48b4",
  "#2f3b98",
  "#21244a",
];

/** How Mantine's parts behave. How they look stands in styles/tokens.css and styles/parts.css. */
export const THEME = createTheme({
  colors: { ink: INK },
  primaryColor: "ink",
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  defaultRadius: "sm",
  respectReducedMotion: true,
  focusRing: "auto",
  components: {
    Button: { defaultProps: { variant: "default", size: "sm" } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray", size: 32 } },
    Modal: {
      // Its lock of scrolling is a <style> of its own, which the policy of the pages refuses; base.css has one.
      defaultProps: {
        lockScroll: false,
        centered: true,
        transitionProps: { duration: 120, timingFunction: "ease-out" },
        shadow: "md",
      },
    },
    Popover: { defaultProps: { shadow: "md", transitionProps: { duration: 120 } } },
    // Its place for the first focus is one that a menu may not hold.
    Menu: { defaultProps: { shadow: "md", transitionProps: { duration: 120 }, withInitialFocusPlaceholder: false } },
    Tooltip: { defaultProps: { transitionProps: { duration: 120 }, openDelay: 300 } },
    Switch: { defaultProps: { withThumbIndicator: false } },
    Select: { defaultProps: { checkIconPosition: "right", allowDeselect: false } },
  },
});
