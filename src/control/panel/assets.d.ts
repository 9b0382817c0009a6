// SPDX-License-Identifier: MIT
// What a script gets as text: it is put into the page's one script when that is made.

declare module '*.svg' {
  const text: string;
  export default text;
}
