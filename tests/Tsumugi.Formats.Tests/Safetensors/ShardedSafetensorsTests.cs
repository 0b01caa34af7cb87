using CsCheck;
using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Formats.Tests.Safetensors;

public sealed class ShardedSafetensorsTests : IDisposable
{
    private const string Index = """{"metadata": {"total_size": 3}, "weight_map": {"a": "one.safetensors", "b": "two.safetensors", "c": "two.safetensors"}}""";

    private readonly TemporaryFolder _folder = new();

    public ShardedSafetensorsTests()
    {
        Write("one.safetensors", "a");
        Write("two.safetensors", "b", "c");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Shards_are_one_set_of_tensors()
    {
        using var model = Open(Index);
        Assert.Equal(["a", "b", "c"], model.Tensors.Keys.Order(StringComparer.Ordinal));
        var found = new byte[1];
        model.Read("c", 0, found);
        Assert.Equal((byte)'c', found[0]);
    }

    [Theory]
    [InlineData("""{"weight_map": {"a": "one.safetensors", "b": "two.safetensors", "c": "three.safetensors"}}""", "three.safetensors")]
    [InlineData("""{"weight_map": {"a": "one.safetensors", "d": "one.safetensors", "b": "two.safetensors", "c": "two.safetensors"}}""", "has no such tensor")]
    [InlineData("""{"weight_map": {"a": "one.safetensors", "b": "two.safetensors"}}""", "'c', which the index does not put there")]
    [InlineData("""{"weight_map": {"a": "one.safetensors", "b": "one.safetensors", "c": "two.safetensors"}}""", "weight_map.b")]
    [InlineData("""{"weight_map": {"a": 1}}""", "weight_map.a")]
    [InlineData("""{"weight_map": {"a": "one.safetensors", "a": "one.safetensors"}}""", "not JSON")]
    [InlineData("""{"weight_map": {}}""", "names no tensor")]
    [InlineData("""{"weights": {}}""", "absent")]
    [InlineData("[]", "absent")]
    [InlineData("{", "not JSON")]
    public void Indexes_that_disagree_with_their_shards_are_refused(string index, string words) =>
        Assert.Contains(words, Assert.Throws<InvalidFileException>(() => Open(index)).Message, StringComparison.Ordinal);

    [Fact]
    public void Any_changed_index_is_read_or_refused() =>
        Gen.Select(Gen.Int[0, Index.Length - 1], Gen.Char[' ', '~']).Array[1, 5].Sample(changes =>
        {
            var text = Index.ToCharArray();
            foreach (var (at, letter) in changes)
                text[at] = letter;
            try
            {
                Open(new string(text)).Dispose();
            }
            catch (InvalidFileException)
            {
            }
        }, threads: 1);

    [Fact]
    public void An_outline_filled_backwards_is_the_file_that_the_writer_writes()
    {
        (string, TensorType, long[])[] shapes = [("x", TensorType.U8, [3]), ("y", TensorType.F32, [2]), ("z", TensorType.F32, [])];
        var outline = SafetensorsOutline.Of(new Dictionary<string, string> { ["k"] = "v" }, shapes);
        var bytes = new byte[outline.Length];
        outline.Header.CopyTo(bytes, 0);
        foreach (var (name, tensor) in outline.Tensors.Reverse())
            bytes.AsSpan((int)outline.PositionOf(name), (int)tensor.ByteLength).Fill((byte)name[0]);
        var path = Path.Combine(_folder.Path, "written.safetensors");
        SafetensorsWriter.Write(path, new Dictionary<string, string> { ["k"] = "v" }, shapes.Select(shape =>
            (shape.Item1, shape.Item2, shape.Item3, (ReadOnlyMemory<byte>)Enumerable.Repeat((byte)shape.Item1[0], (int)outline.Tensors[shape.Item1].ByteLength).ToArray())));
        Assert.Equal(File.ReadAllBytes(path), bytes);
    }

    private ShardedSafetensors Open(string index)
    {
        File.WriteAllText(Path.Combine(_folder.Path, ShardedSafetensors.IndexFile), index);
        return ShardedSafetensors.Open(Directory.EnumerateFiles(_folder.Path).ToDictionary(path => Path.GetFileName(path)));
    }

    private void Write(string file, params string[] tensors) =>
        SafetensorsWriter.Write(Path.Combine(_folder.Path, file), new Dictionary<string, string>(), tensors.Select(tensor => (tensor, TensorType.U8, new long[] { 1 }, (ReadOnlyMemory<byte>)new[] { (byte)tensor[0] })));
}
