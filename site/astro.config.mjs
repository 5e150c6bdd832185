import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';
import sidebar from './generated/sidebar.json';

const output = process.env.SITE_OUTPUT ?? '../.local/site/dist';

export default defineConfig({
  base: '/docs',
  outDir: output,
  publicDir: './generated/public',
  trailingSlash: 'always',
  cacheDir: '../.local/site/cache',
  devToolbar: { enabled: false },
  markdown: { syntaxHighlight: false },
  integrations: [
    starlight({
      title: { en: 'BiVelio API', ca: 'API de BiVelio', es: 'API de BiVelio' },
      locales: {
        root: { label: 'English', lang: 'en' },
        ca: { label: 'Català', lang: 'ca' },
        es: { label: 'Español', lang: 'es' },
      },
      pagefind: false,
      expressiveCode: false,
      logo: { src: './favicon.svg' },
      components: { Search: './src/components/Search.astro', Footer: './src/components/Footer.astro' },
      customCss: ['./src/styles/tokens.css', './src/styles/site.css'],
      disable404Route: true,
      head: [
        { tag: 'link', attrs: { rel: 'alternate', type: 'application/atom+xml', title: 'Changelog', href: '/docs/changelog.atom' } },
      ],
      sidebar,
    }),
  ],
});
