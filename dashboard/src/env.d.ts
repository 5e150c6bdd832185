/** What Vite gives to modules. Its own declarations would bring those of Node, which a browser does not have. */
interface ImportMeta {
  readonly env: { readonly BASE_URL: string; readonly DEV: boolean };
  glob<T>(patterns: string | string[], options?: { query: string }): Record<string, () => Promise<T>>;
}

declare module '*.module.css' {
  const classes: Readonly<Record<string, string>>;
  export default classes;
}

declare module '*.css';

declare module 'virtual:event-catalogue' {
  const catalogue: Record<string, { schema: Record<string, unknown>; example: Record<string, unknown> }>;
  export default catalogue;
}

declare module 'virtual:definition-schema' {
  const known: { definition: object; step: object; schemas: Record<string, object> };
  export default known;
}

declare module 'virtual:operation-titles' {
  const titles: Record<'ca' | 'es' | 'en', () => Promise<{ default: Record<string, string> }>>;
  export default titles;
}

declare module 'virtual:operation-rights' {
  const rights: Record<string, { scope: string; changes: boolean }>;
  export default rights;
}

declare module 'virtual:step-catalogue' {
  /** The area of each type of step. */
  export const PLACES: Record<string, string>;
  /** What the types of an area take. */
  export const AREAS: Record<string, () => Promise<{ default: { types: Record<string, { input: object; summary: string; answer?: unknown }>; schemas: Record<string, object> } }>>;
}
