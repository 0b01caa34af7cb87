namespace Tsumugi.Formats.Acquisitions;

/// <param name="Representation">Two letters (VR); <c>UN</c> where neither the file nor the little table of an implicit file says.</param>
/// <param name="Length">Bytes; <see cref="uint.MaxValue"/> where a delimiter ends it.</param>
internal readonly record struct DicomElement(ushort Group, ushort Number, string Representation, uint Length)
{
    public const uint Undefined = uint.MaxValue;

    public uint Tag => ((uint)Group << 16) | Number;

    public override string ToString() => $"({Group:X4},{Number:X4})";
}
