namespace Tsumugi.Formats.Checks.Pickles;

/// <summary>Full names that build data and do nothing else.</summary>
internal static class InnocentNames
{
    private static readonly (string Module, string Names)[] Table =
    [
        ("builtins", "int float complex bool str bytes bytearray list dict set frozenset tuple slice range object"),
        ("__builtin__", "int long float complex bool str unicode bytearray list dict set frozenset tuple slice xrange object"),
        ("collections", "OrderedDict defaultdict deque Counter"),
        ("copyreg", "_reconstructor __newobj__"),
        ("copy_reg", "_reconstructor __newobj__"),
        ("_codecs", "encode"),
        ("datetime", "date datetime time timedelta timezone"),
        ("decimal", "Decimal"),
        ("fractions", "Fraction"),
        ("uuid", "UUID"),
        ("pathlib", "Path PosixPath WindowsPath PurePath PurePosixPath PureWindowsPath"),
        ("argparse", "Namespace"),
        ("numpy", "ndarray dtype bool_ bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64"),
        ("numpy", "longdouble complex64 complex128 str_ bytes_ datetime64 timedelta64"),
        ("numpy.core.multiarray", "_reconstruct scalar"),
        ("numpy._core.multiarray", "_reconstruct scalar"),
        ("numpy.core.numeric", "_frombuffer"),
        ("numpy._core.numeric", "_frombuffer"),
        ("numpy.random._pickle", "__randomstate_ctor __generator_ctor __bit_generator_ctor"),
        ("numpy.random._mt19937", "MT19937"),
        ("numpy.random._pcg64", "PCG64"),
        ("numpy.dtypes", "Float16DType Float32DType Float64DType Int8DType Int16DType Int32DType Int64DType UInt8DType"),
        ("numpy.dtypes", "UInt16DType UInt32DType UInt64DType BoolDType StrDType BytesDType"),
        ("joblib.numpy_pickle", "NumpyArrayWrapper"),
        ("scipy.sparse._csr", "csr_matrix csr_array"),
        ("scipy.sparse._csc", "csc_matrix csc_array"),
        ("scipy.sparse._coo", "coo_matrix coo_array"),
        ("scipy.sparse.csr", "csr_matrix"),
        ("scipy.sparse.csc", "csc_matrix"),
        ("torch", "Size device dtype Tensor Generator strided sparse_coo sparse_csr bool uint8 int8 int16 short int32 int int64"),
        ("torch", "long float16 half bfloat16 float32 float float64 double complex32 complex64 complex128 float8_e4m3fn"),
        ("torch", "float8_e5m2 float8_e4m3fnuz float8_e5m2fnuz uint16 uint32 uint64 quint8 qint8 qint32 per_tensor_affine"),
        ("torch", "per_channel_affine preserve_format contiguous_format channels_last"),
        ("torch", "FloatStorage DoubleStorage HalfStorage BFloat16Storage LongStorage IntStorage ShortStorage CharStorage"),
        ("torch", "ByteStorage BoolStorage ComplexFloatStorage ComplexDoubleStorage QUInt8Storage QInt8Storage QInt32Storage"),
        ("torch", "QUInt4x2Storage QUInt2x4Storage"),
        ("torch.cuda", "FloatStorage DoubleStorage HalfStorage BFloat16Storage LongStorage IntStorage ShortStorage CharStorage"),
        ("torch.cuda", "ByteStorage BoolStorage"),
        ("torch.storage", "TypedStorage UntypedStorage _TypedStorage _UntypedStorage"),
        ("torch._utils", "_rebuild_tensor _rebuild_tensor_v2 _rebuild_tensor_v3 _rebuild_parameter"),
        ("torch._utils", "_rebuild_parameter_with_state _rebuild_qtensor _rebuild_sparse_tensor _rebuild_sparse_csr_tensor"),
        ("torch._utils", "_rebuild_meta_tensor_no_storage _rebuild_nested_tensor _rebuild_device_tensor_from_numpy"),
        ("torch._utils", "_rebuild_device_tensor_from_cpu_tensor"),
        ("torch._tensor", "_rebuild_from_type_v2"),
        ("torch.nn.parameter", "Parameter Buffer"),
        ("torch.serialization", "_get_layout"),
    ];

    public static IEnumerable<string> All => Table.SelectMany(row => row.Names.Split(' ').Select(name => $"{row.Module}.{name}"));
}
