namespace Tsumugi.Formats.Safetensors;

/// <summary>The rules of the format that a file can break.</summary>
internal enum SafetensorsRule
{
    HeaderLength,
    Header,
    Duplicate,
    Field,
    ElementType,
    Shape,
    Span,
    Hole,
    Overlap,
    CutOff,
    Trailing,
}
