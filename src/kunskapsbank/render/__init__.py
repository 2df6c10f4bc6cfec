"""From records and frame pages to finished pages. The engine sees only what comes out of here."""
