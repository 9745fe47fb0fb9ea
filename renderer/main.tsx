import '@fontsource-variable/noto-sans-sc/index.css';
import './ui/theme.css';
import './ui/controls.css';
import './ui/blocks.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { connect } from './lib/connection.ts';
import { makeQueries } from './lib/desk.ts';
import { startLanguage } from './lib/i18n.ts';

// Before anything is drawn: a port that arrives without a listener is lost.
connect();
startLanguage();

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
