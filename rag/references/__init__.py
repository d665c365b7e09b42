"""What a bibliography needs of each document: read from the articles and from references files, and written."""
