namespace Tsumugi.Ui.Components.Lineage;

/// <summary>A box to place; sizes in pixels.</summary>
public readonly record struct LayoutBox(double Width, double Height);

/// <summary>An edge between boxes by their index; <see cref="Upper"/> is to stand above <see cref="Lower"/>.</summary>
public readonly record struct LayoutEdge(int Upper, int Lower);

/// <summary>Where a box stands: its top left corner.</summary>
public readonly record struct Place(double X, double Y);

/// <summary>Corners of an edge, from the bottom of the upper box to the top of the lower one.</summary>
/// <param name="Reversed">True for an edge that closed a circle: it is drawn against its direction.</param>
public sealed record Route(LayoutEdge Edge, IReadOnlyList<Place> Corners, bool Reversed);

/// <summary>The drawing, from (0, 0) to (Width, Height).</summary>
public sealed record LayeredDrawing(IReadOnlyList<Place> Places, IReadOnlyList<Route> Routes, double Width, double Height);
