// The words of the self-assessment, in a module of their own: no other page reads them.

import { isEnglish, worded } from "../texter.js";
import en from "../texter/skattning/en.js";
import sv from "../texter/skattning/sv.js";

export const t = worded(isEnglish ? en : sv);
