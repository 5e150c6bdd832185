/** The beginning: the language's messages, then everything. */
import './base.css';
import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { keepFocus } from './app/kept-focus';
import { firstLanguage, show } from './app/language';
import { queries } from './app/queries';
import { router } from './app/router';
import { followOtherTabs, resume } from './app/session';
import './app/unsent'; // it is forgotten at sign-out, whichever page is shown

followOtherTabs();
keepFocus();
void resume();
await show(firstLanguage());

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
);
