using Tsumugi.Formats.Torch;

namespace Tsumugi.Torch.Encoders.Parameters;

/// <summary>The tensors of a checkpoint of PyTorch; nothing in it is run.</summary>
internal sealed class TorchParameters : IParameterSource
{
    private readonly TorchFile _file;

    public TorchParameters(string path)
    {
        Name = Path.GetFileName(path);
        _file = TorchFile.Open(File.OpenRead(path), Name, CancellationToken.None);
        Parameters = _file.Tensors.ToDictionary(row => row.Key, row => new StoredParameter(row.Value.Type, row.Value.Shape), StringComparer.Ordinal);
    }

    public string Name { get; }

    public IReadOnlyDictionary<string, StoredParameter> Parameters { get; }

    public void CopyTo(string parameter, Stream destination) => _file.CopyTo(_file.Tensors[parameter], destination);

    public void Dispose() => _file.Dispose();
}
