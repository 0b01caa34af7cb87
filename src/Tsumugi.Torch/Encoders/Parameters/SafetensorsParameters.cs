using System.Buffers;
using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Torch.Encoders.Parameters;

/// <summary>The tensors of one safetensors file. Tied tensors that were written once are there under all their names.</summary>
/// <remarks>Source of the names in the metadata: safetensors, bindings/python/py_src/safetensors/torch.py.</remarks>
internal sealed class SafetensorsParameters : IParameterSource
{
    private const int BlockBytes = 1 << 20;

    private readonly SafetensorsFile _file;
    private readonly Dictionary<string, StoredParameter> _parameters;

    public SafetensorsParameters(string path)
    {
        Name = Path.GetFileName(path);
        _file = SafetensorsFile.Open(path);
        _parameters = _file.Tensors.ToDictionary(row => row.Key, row => new StoredParameter(row.Value.Type, row.Value.Shape), StringComparer.Ordinal);
        foreach (var (name, kept) in _file.Metadata)
        {
            if (_file.Tensors.TryGetValue(kept, out var tensor))
                _parameters.TryAdd(name, new(tensor.Type, tensor.Shape));
        }
    }

    public string Name { get; }

    public IReadOnlyDictionary<string, StoredParameter> Parameters => _parameters;

    public void CopyTo(string parameter, Stream destination)
    {
        var tensor = _file[_file.Tensors.ContainsKey(parameter) ? parameter : _file.Metadata.GetValueOrDefault(parameter, parameter)];
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            for (var at = 0L; at < tensor.ByteLength;)
            {
                var some = block.AsSpan(0, (int)Math.Min(BlockBytes, tensor.ByteLength - at));
                _file.Read(tensor.Name, at, some);
                destination.Write(some);
                at += some.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    public void Dispose() => _file.Dispose();
}
