using System.Runtime.InteropServices;
using Tsumugi.Federating.Rounds;
using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Federating.Tests.Rounds;

public sealed class ModelShapeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tsumugi-shape-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Update_isReadAcrossTensors_inTheOrderOfNames()
    {
        using var file = File(("b", [2, 2], [4, 5, 6, 7]), ("a", [3], [1, 2, 3]), ("empty", [0], []));
        var shape = ModelShape.Of(file);
        Assert.Equal([1f, 2, 3, 4, 5, 6, 7], shape.Read(file));
        var some = new float[4];
        shape.Update(file, "s", 1).Read(2, some);
        Assert.Equal([3f, 4, 5, 6], some);
        var path = Path.Combine(_folder.FullName, "again");
        shape.Write(path, new Dictionary<string, string>(), ("", [1, 2, 3, 4, 5, 6, 7]), (ModelShape.Control, [7, 6, 5, 4, 3, 2, 1]));
        using var again = SafetensorsFile.Open(path);
        Assert.Null(shape.Fault(again, "", ModelShape.Control));
        Assert.Equal([7f, 6, 5, 4, 3, 2, 1], shape.Read(again, ModelShape.Control));
        Assert.Equal("The tensor 'control:a' is none of the model's.", shape.Fault(again));
    }

    [Theory]
    [InlineData("a", 2, 1f, "The tensor 'a' is F32 [2], not F32 [1].")]
    [InlineData("b", 1, 1f, "The tensor 'a' is missing.")]
    [InlineData("a", 1, float.NaN, "The tensor 'a' holds NaN at place 0")]
    [InlineData("a", 1, float.PositiveInfinity, "The tensor 'a' holds ∞ at place 0")]
    public void Fault_namesTheTensor(string name, int length, float value, string words)
    {
        using var model = File(("a", [1], [0]));
        using var update = File((name, [length], [.. Enumerable.Repeat(value, length)]));
        Assert.StartsWith(words.Replace("∞", float.PositiveInfinity.ToString(System.Globalization.CultureInfo.CurrentCulture), StringComparison.Ordinal), ModelShape.Of(model).Fault(update)!, StringComparison.Ordinal);
    }

    [Fact]
    public void Fault_namesWhatIsTooMuch()
    {
        using var model = File(("a", [1], [0]));
        using var update = File(("a", [1], [0]), ("z", [1], [0]));
        Assert.Equal("The tensor 'z' is none of the model's.", ModelShape.Of(model).Fault(update));
    }

    private SafetensorsFile File(params (string Name, long[] Shape, float[] Numbers)[] tensors)
    {
        var path = Path.Combine(_folder.FullName, Guid.NewGuid().ToString("N"));
        SafetensorsWriter.Write(path, new Dictionary<string, string>(), tensors.Select(tensor =>
            (tensor.Name, TensorType.F32, tensor.Shape, (ReadOnlyMemory<byte>)MemoryMarshal.AsBytes(tensor.Numbers.AsSpan()).ToArray())));
        return SafetensorsFile.Open(path);
    }
}
