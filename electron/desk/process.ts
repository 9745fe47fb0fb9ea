process.title = 'foyer-desk';
