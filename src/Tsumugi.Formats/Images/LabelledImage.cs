namespace Tsumugi.Formats.Images;

/// <summary>An image of a class, as training takes it.</summary>
/// <param name="Name">Which one it is within its source, e.g. file or file and box.</param>
/// <param name="Split">train, val or test, where the source says; else null.</param>
public sealed record LabelledImage(string Class, string Name, string? Split, PixelPlane Plane);
