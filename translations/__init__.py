"""From files to segments to English: articles, segmentation, models, decoding. Knows no terms, no checks, no Prefect."""
