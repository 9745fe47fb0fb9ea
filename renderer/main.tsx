import '@fontsource-variable/noto-sans-sc/index.css';
import './ui/theme.css';
import './ui/controls.css';
import './ui/blocks.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { api } from './lib/api.ts';
import { connect } from './lib/connection.ts';
import { makeQueries } from './lib/desk.ts';
import { onLanguageChosen, recallLanguage, startLanguage } from './lib/i18n.ts';

// Before anything is drawn: a port that arrives without a listener is lost.
connect();
startLanguage();
// Neither may hold up the page: without an answer it stays in the language that it has.
onLanguageChosen((language) => void api.setup.setLanguage({ language }).catch(() => undefined));
api.setup.language().then(
  ({ language }) => language !== null && recallLanguage(language),
  () => undefined,
);

const place = document.getElementById('root');
if (place) {
  createRoot(place).render(
    <StrictMode>
      <QueryClientProvider client={makeQueries()}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  );
}
